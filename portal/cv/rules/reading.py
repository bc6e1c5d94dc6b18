"""What every way of reading a brought CV shares: bytes to text, limits, and what is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.cv.rules import Entry, lines, problem
from portal.cv.rules.document import LONGEST_LINE, LONGEST_TITLE, MOST_ENTRIES, MOST_LINES, Document

LARGEST_FILE = 500_000
BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
)
EARLIEST_YEAR = 1930


class BadFile(StrEnum):
    """Why a file can't be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    BROKEN_JSON = "broken_json"
    TOO_DEEP = "too_deep"
    NOT_A_CV = "not_a_cv"


class Unreadable(Exception):
    """The file can't be read; `reason` says why."""

    def __init__(self, reason: BadFile) -> None:
        super().__init__(reason)
        self.reason = reason


class LeftOut(StrEnum):
    """Why a line or entry is not among the proposals."""

    INCOMPLETE = "incomplete"
    IMPOSSIBLE_DATES = "impossible_dates"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class Proposal:
    """What was understood, and what was not: its beginning and why."""

    document: Document
    left_out: tuple[tuple[str, LeftOut], ...] = ()


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows' Western letters.

    Raises:
        Unreadable: when it is empty, too large or no text.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(BadFile.TOO_LARGE)
    if not content.strip():
        raise Unreadable(BadFile.EMPTY)
    if content.startswith(BINARY):
        raise Unreadable(BadFile.NOT_TEXT)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(BadFile.NOT_TEXT)


class Reader:
    """Collects entries that are possible, and says of the others why they are not."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.left_out: list[tuple[str, LeftOut]] = []

    def entry(self, beginning: str, made: Entry | None, longest: int) -> Iterator[Any]:
        """The entry, or nothing and a line that says why."""
        why = self._why(made, longest)
        if why:
            self.left_out.append((beginning[:LONGEST_LINE], why))
        else:
            yield made

    def _why(self, made: Entry | None, longest: int) -> LeftOut | None:
        if made is None:
            return LeftOut.INCOMPLETE
        if longest > LONGEST_TITLE:
            return LeftOut.TOO_LONG
        return LeftOut.IMPOSSIBLE_DATES if problem(made, self.today) else None

    def few(self, found: list[Any], most: int = MOST_ENTRIES) -> tuple[Any, ...]:
        """As many as there is room for, each once."""
        unique = list(dict.fromkeys(found))
        self.left_out += [(_beginning(one), LeftOut.TOO_MANY) for one in unique[most:]]
        return tuple(unique[:most])

    def short(self, found: list[str]) -> tuple[str, ...]:
        """The lines that are no longer than a line of the CV."""
        tidy = lines("\n".join(found))
        self.left_out += [
            (one[:LONGEST_LINE], LeftOut.TOO_LONG) for one in tidy if len(one) > LONGEST_LINE
        ]
        return self.few([one for one in tidy if len(one) <= LONGEST_LINE], MOST_LINES)


def _beginning(one: Any) -> str:
    return str(getattr(one, "title", getattr(one, "language", one)))[:LONGEST_LINE]


LEVELS = {"a1": "A1", "a2": "A2", "b1": "B1", "b2": "B2", "c1": "C1", "c2": "C2"}
NATIVE = ("native", "modersmål", "mother tongue", "first language")


def level_of(text: str) -> str | None:
    """The level of a language that a text names, or None."""
    lowered = text.casefold()
    if any(word in lowered for word in NATIVE):
        return "native"
    match = re.search(r"\b([abc][12])\b", lowered)
    return LEVELS[match[1]] if match else None


def text_of(value: Any) -> str:
    """What can be read of a text or number; nothing of anything else."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    kept = (c for c in str(value) if c in "\n\t" or c.isprintable())
    return "".join(kept).strip()


def line_of(value: Any) -> str:
    """The same on one line."""
    return " ".join(text_of(value).split())
