"""Words about a person's age, sex or origin in what a business writes: shown; staff decide.

A pattern is words in a row: `*` stands for the rest of a word, `##` for a number from 18 to 79.
Words are whole words, so "ung" is not found in "ungdom". Where an `allowed` pattern covers what
another one finds ("over 18 år"), nothing is found.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

ALLOWED = "allowed"
NUMBER = "(?:1[89]|[2-7][0-9])"
LETTERS = 3
GAP = r"[\s,.;:/()–-]+"


@dataclass(frozen=True)
class Criterion:
    """A pattern, and what it would discriminate by."""

    pattern: str
    ground: str


@dataclass(frozen=True)
class Finding:
    """Words of a text, as they are written there, and what they may discriminate by."""

    ground: str
    words: str
    where: str
    """The name of the field they stand in."""


def find(texts: Mapping[str, str], criteria: Iterable[Criterion]) -> list[Finding]:
    """What in these texts may discriminate, each wording once, in the order of the texts."""
    listed = tuple(criteria)
    found: dict[tuple[str, str], Finding] = {}
    for where, text in texts.items():
        fine = _spans(text, tuple(c for c in listed if c.ground == ALLOWED))
        for criterion in listed:
            if criterion.ground == ALLOWED:
                continue
            for start, end in _spans(text, (criterion,)):
                if any(a < end and start < b for a, b in fine):
                    continue
                words = " ".join(text[start:end].split())
                key = (criterion.ground, words.casefold())
                found.setdefault(key, Finding(criterion.ground, words, where))
    return _widest(list(found.values()))


def _widest(found: list[Finding]) -> list[Finding]:
    """Without what is said by a longer finding of the same kind."""
    return [
        one
        for one in found
        if not any(
            one.ground == other.ground
            and one.words.casefold() != other.words.casefold()
            and one.words.casefold() in other.words.casefold()
            for other in found
        )
    ]


def _spans(text: str, criteria: tuple[Criterion, ...]) -> list[tuple[int, int]]:
    return [
        match.span()
        for criterion in criteria
        for match in compiled(criterion.pattern).finditer(text)
    ]


def is_long_enough(pattern: str) -> bool:
    """True when enough is left of a pattern without its signs to mean something."""
    return sum(letter.isalpha() for letter in pattern) >= LETTERS


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression. It looks at each place of a text once."""
    parts = []
    for word in pattern.split():
        plain = r"\s*[-–]\s*".join(re.escape(part) for part in word.removesuffix("*").split("-"))
        rest = r"\w*" if word.endswith("*") else ""
        parts.append(plain.replace(r"\#\#", NUMBER) + rest)
    return re.compile(rf"(?<![\w-]){GAP.join(parts)}(?!\w)", re.IGNORECASE)
