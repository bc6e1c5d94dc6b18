"""Paper forms typed twice, and words read for names."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

BLANK = "[…]"
NUMBER_PIECE = re.compile(r"[+(]{0,2}\d+[).,;:!?-]*|[-–/]")
"""A word that can be part of a number written with spaces."""
ORDINARY = frozenset({"CV", "MitID", "Jobnet", "Jobcenter", "Min", "Plan"})
"""Capitals that name nobody."""
LONG_NUMBER = 6
"""So many digits together may be a phone number or a part of a CPR number."""
WORD = re.compile(r"\S+")


class Paper(NamedTuple):
    """What stands on a paper form."""

    answers: dict[str, int | None]
    words: str


def packed(paper: Paper) -> bytes:
    """As bytes, to be sealed."""
    return json.dumps([paper.answers, paper.words], ensure_ascii=False).encode()


def unpacked(stored: bytes) -> Paper:
    """The form again."""
    answers, words = json.loads(stored)
    return Paper(answers, words)


def differences(first: Paper, second: Paper) -> tuple[str, ...]:
    """Where two readings of one form differ. Spaces and capitals in the words don't count."""
    found = [key for key, value in first.answers.items() if second.answers.get(key) != value]
    if _plain(first.words) != _plain(second.words):
        found.append("open")
    return tuple(found)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, as they can be left out one by one."""
    return WORD.findall(text)


def blanked(text: str, places: set[int]) -> str | None:
    """`text` with the words at `places` left out, or None when nothing would be left."""
    words = words_of(text)
    kept = [BLANK if place in places else word for place, word in enumerate(words)]
    if all(word == BLANK for word in kept):
        return None
    joined = " ".join(kept)
    return re.sub(rf"{re.escape(BLANK)}(?: {re.escape(BLANK)})+", BLANK, joined)


def _spelled_numbers(words: list[str]) -> Iterator[int]:
    """The places of numbers written in pieces: a phone number in pairs, a CPR number in two."""
    run: list[int] = []
    for place, word in enumerate([*words, ""]):
        if NUMBER_PIECE.fullmatch(word):
            run.append(place)
            continue
        if sum(sign.isdigit() for each in run for sign in words[each]) >= LONG_NUMBER:
            yield from run
        run = []


def suspects(text: str, names: frozenset[str]) -> set[int]:
    """The places of words that may tell who is meant: known names, numbers, capitals within a
    sentence. A hint to the person who reads; they decide."""
    found = set(_spelled_numbers(words_of(text)))
    begins = True
    for place, word in enumerate(words_of(text)):
        bare = word.strip(".,;:!?()\"'»«”“-")
        if (
            bare.casefold() in names
            or sum(sign.isdigit() for sign in bare) >= 4
            or "@" in bare
            or (bare[:1].isupper() and not begins and len(bare) > 1 and bare not in ORDINARY)
        ):
            found.add(place)
        begins = word[-1:] in ".!?:"
    return found
