"""Words a business wrote against words a citizen wrote: what of the one is said by the other."""

import re
from collections.abc import Iterable
from functools import lru_cache

# Letters and digits; what stands before or after them in C#, C++ and .NET belongs to the word.
WORD = re.compile(r"\.?[^\W_][\w-]*[#+]*")
# Where one thing that is asked for ends; not after a short form, as in "kl. 4" and "ca. 2 år".
CLAUSE = re.compile(r"[\n;,]|(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bevt)(?<!\bmin)\.\s", re.I)
ENDINGS = ("erne", "ende", "ere", "ene", "er", "en", "et", "es", "e", "r", "s")
SHORTEST_STEM = 4
# Shorter stems are looked for at the beginning of a word only, so that "rist" is not in "bariste".
SHORTEST_INSIDE = 5
# Words that say nothing about what a person can do.
_EMPTY = """
af alle alt altid andre anden at bliver både de dem den der deres det din dine dit du efter
eller en er et evt for fra få får gerne god gode godt ha han har have hos hun hvor i ikke ind
jeg job jobbet kan kendskab kunne lyst man med medarbejder medarbejdere meget mere min mindre
mindst møde nogle nok når og også om op os over par på rigtig samt selv sig sin skal skulle som
til tid ud under var ved vi vil ville være vores år erfaring erfaren stilling arbejde arbejder
krav ønske ønsker søger søges and are can for have has job must need our the to we who will
with work worker you your experience good knowledge able of in on at is be
"""
EMPTY = frozenset(_EMPTY.split())


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of `text` that mean something, in lower case, each once."""
    found = (word.rstrip("-").lower() for word in WORD.findall(text))
    kept = [w for w in found if w not in EMPTY and (len(w) > 1)]
    return tuple(dict.fromkeys(kept))


def stem(word: str) -> str:
    """`word` without the ending that Danish adds to it, where enough is left of it."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def stems(wanted: Iterable[str]) -> list[str]:
    """What to look for in CVs before they are judged one by one."""
    return list(dict.fromkeys(stem(word) for text in wanted for word in words(text)))


@lru_cache(maxsize=50_000)
def says(text: str, word: str) -> bool:
    """True when `text` has `word`, another form of it, or a word made with it."""
    wanted = stem(word)
    for other in words(text):
        if other == word or (len(wanted) >= SHORTEST_STEM and other.startswith(wanted)):
            return True
        if len(wanted) >= SHORTEST_INSIDE and wanted in other:
            return True
    return False


def wanted_things(title: str, requirements: str) -> list[str]:
    """What a business asks for: the title, and each line or clause of its requirements."""
    clauses = CLAUSE.split(requirements)
    things = [thing.strip(" .-•*\t") for thing in [title, *clauses]]
    return list(dict.fromkeys(thing for thing in things if words(thing)))
