"""From the bytes of a file to lines with named cells; the header may be Danish or English."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LARGEST_FILE = 900_000
MOST_LINES = 2_000
MOST_COLUMNS = 40
PLACES = ("municipality", "cluster", "eastern_denmark", "whole_country")
COLUMNS = {
    "plan_year": ("plan_year", "plan", "plan year", "planår", "beskæftigelsesplan"),
    "key": ("key", "goal", "nøgle", "mål", "maal"),
    "figures_from": ("figures_from", "month", "figures from", "måned", "tal fra"),
    "municipality": ("municipality", "kommune", "kommunen"),
    "cluster": ("cluster", "klynge", "klyngen"),
    "eastern_denmark": ("eastern_denmark", "eastern denmark", "østdanmark"),
    "whole_country": ("whole_country", "whole country", "hele landet", "landet"),
    "reported_status": ("reported_status", "status", "vurdering"),
}
NEEDED = ("key", "figures_from", "municipality")


class BadFile(StrEnum):
    """Why nothing of a file can be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LARGE_INSIDE = "too_large_inside"
    TOO_MANY_LINES = "too_many_lines"
    NOT_TEXT = "not_text"
    OLD_SPREADSHEET = "old_spreadsheet"
    BROKEN_SPREADSHEET = "broken_spreadsheet"
    WRONG_HEADER = "wrong_header"
    COLUMN_TWICE = "column_twice"
    NO_LINES = "no_lines"


class Unreadable(Exception):
    """The file can't be read: `reason`, and what it is about."""

    def __init__(self, reason: BadFile, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Formula:
    """A cell that a spreadsheet computes: its result is not taken on trust."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Line:
    """A line of the file: its number there, its cells by our column names, cells beyond them."""

    number: int
    cells: dict[str, object]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What a file holds. `ignored` are the columns we have no use for."""

    lines: list[Line]
    ignored: tuple[str, ...] = field(default=())


def read_csv(content: bytes) -> Table:
    """The table in a CSV file: UTF-8, UTF-16 or Windows' letters; semicolons, tabs or commas.

    Raises:
        Unreadable: when it is no such file, or its header lacks what we need.
    """
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    return table_of(_cells(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))


def _cells(reader: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    try:
        yield from reader
    except csv.Error:  # a NUL, or a field without end
        raise Unreadable(BadFile.NOT_TEXT) from None


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise Unreadable(BadFile.TOO_LARGE)
    if not content.strip():
        raise Unreadable(BadFile.EMPTY)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(BadFile.NOT_TEXT)


def table_of(rows: Iterable[Sequence[object]]) -> Table:
    """The rows of a sheet as a table; the first row that is not empty is the header.

    Raises:
        Unreadable: when the header lacks a column we need or names one twice, when no line
            follows, or when there are too many.
    """
    columns: list[str | None] | None = None
    ignored: tuple[str, ...] = ()
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        if all(cell is None or str(cell).strip() == "" for cell in row):
            continue
        if columns is None:
            columns, ignored = _header(row)
        elif len(lines) == MOST_LINES:
            raise Unreadable(BadFile.TOO_MANY_LINES)
        else:
            lines.append(_line(number, columns, row))
    if columns is None:
        raise Unreadable(BadFile.EMPTY)
    if not lines:
        raise Unreadable(BadFile.NO_LINES)
    return Table(lines, ignored)


def _header(row: Sequence[object]) -> tuple[list[str | None], tuple[str, ...]]:
    names = [" ".join(str("" if cell is None else cell).split()) for cell in row[:MOST_COLUMNS]]
    columns = [_column(name) for name in names]
    missing = [COLUMNS[need][0] for need in NEEDED if need not in columns]
    if missing:
        raise Unreadable(BadFile.WRONG_HEADER, ", ".join(missing))
    known = [column for column in columns if column]
    twice = next((column for column in known if known.count(column) > 1), None)
    if twice:
        raise Unreadable(BadFile.COLUMN_TWICE, twice)
    unused = zip(names, columns, strict=True)
    return columns, tuple(name[:60] for name, column in unused if name and column is None)


def _column(name: str) -> str | None:
    lowered = name.casefold()
    return next((column for column, names in COLUMNS.items() if lowered in names), None)


def _line(number: int, columns: list[str | None], row: Sequence[object]) -> Line:
    cells = {
        column: "" if cell is None else cell
        for column, cell in zip(columns, row, strict=False)
        if column
    }
    beyond = tuple(str(cell)[:60] for cell in row[len(columns) :] if cell not in (None, ""))
    return Line(number, cells, beyond)
