"""Who may fit a job, with the reasons. It only shows; a person picks.

What is compared is words the business wrote with words the citizen wrote: wished work and
competences, nothing else about the citizen. What is not found is unknown, never lacking.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Letters and digits; what stands before or after them in C#, C++ and .NET belongs to the word.
WORD = re.compile(r"\.?[^\W_][\w-]*[#+]*")
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


@dataclass(frozen=True)
class Has:
    """Something the business wants, and the citizen's own words in which it was found."""

    wanted: str
    found_in: str


@dataclass(frozen=True)
class Fit:
    """Why a citizen may fit: what was found, and what the CV does not say."""

    has: tuple[Has, ...]
    unknown: tuple[str, ...]

    def has_thing(self, wanted: str) -> bool:
        """True when `wanted` was found."""
        return any(has.wanted == wanted for has in self.has)


def words(text: str) -> list[str]:
    """The words of `text` that mean something, in lower case, each once."""
    found = (word.rstrip("-").lower() for word in WORD.findall(text))
    kept = [w for w in found if w not in EMPTY and (len(w) > 1)]
    return list(dict.fromkeys(kept))


def stem(word: str) -> str:
    """`word` without the ending that Danish adds to it, where enough is left of it."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def stems(wanted: Iterable[str]) -> list[str]:
    """What to look for in CVs before they are judged one by one."""
    return list(dict.fromkeys(stem(word) for text in wanted for word in words(text)))


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
    clauses = re.split(r"[\n;,]|\.\s", requirements)
    things = [thing.strip(" .-•*\t") for thing in [title, *clauses]]
    return list(dict.fromkeys(thing for thing in things if words(thing)))


def judge(wanted: Iterable[str], own_words: Iterable[str]) -> Fit:
    """What of `wanted` is found in the lines the citizen wrote, and what is unknown."""
    lines = list(own_words)
    has, unknown = [], []
    for thing in wanted:
        looked_for = words(thing)
        found = next((line for line in lines if any(says(line, w) for w in looked_for)), None)
        if found is None:
            unknown.append(thing)
        else:
            has.append(Has(thing, found))
    return Fit(tuple(has), tuple(unknown))
