"""A file of figures somebody uploads: told by its content, read within limits, never trusted."""

import base64
import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from portal.targets.rules.measurements.judging import Judged
from portal.targets.rules.measurements.table import (
    LARGEST_FILE,
    MOST_COLUMNS,
    PLACES,
    BadFile,
    Formula,
    Table,
    Unreadable,
    read_csv,
    table_of,
)

HEADER = ("plan_year", "key", "figures_from", *PLACES, "reported_status")
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
OTHERS = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")
LARGEST_INSIDE = 8_000_000
"""What a spreadsheet may unpack to. 2,000 lines of figures unpack to a tenth of it."""
MOST_PARTS = 200


def read(content: bytes) -> Table:
    """The table in an XLSX or CSV file.

    Raises:
        Unreadable: with a reason, whatever the bytes are.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(BadFile.TOO_LARGE)
    if content.startswith(ZIP):
        return table_of(_sheet(content))
    if content.startswith(OLD_OFFICE):
        raise Unreadable(BadFile.OLD_SPREADSHEET)
    if content.startswith(OTHERS):
        raise Unreadable(BadFile.NOT_TEXT)
    return read_csv(content)


def _sheet(content: bytes) -> Iterator[list[object]]:
    """The rows of the first sheet, one by one: what comes after a limit is never unpacked."""
    _look_inside(content)
    # Loaded at first use: few workers ever read a spreadsheet.
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of styles it does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS)
    except Exception:  # a stranger's bytes may break a reader in any way
        raise Unreadable(BadFile.BROKEN_SPREADSHEET) from None
    while True:
        try:
            row = next(rows, None)
        except Exception:
            raise Unreadable(BadFile.BROKEN_SPREADSHEET) from None
        if row is None:
            return
        yield [_value(cell) for cell in row]


def _look_inside(content: bytes) -> None:
    """Refuse a file that unpacks to more than its size lets one think, before unpacking it.

    The sizes a ZIP file declares are also where Python stops reading its parts, so they can't lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(p.file_size for p in listed) > LARGEST_INSIDE:
                raise Unreadable(BadFile.TOO_LARGE_INSIDE)
            if any(b"<!DOCTYPE" in parts.read(p) for p in listed if p.filename.endswith(".xml")):
                raise Unreadable(BadFile.BROKEN_SPREADSHEET)
    except Unreadable:
        raise
    except Exception:  # broken, encrypted, packed in an unknown way
        raise Unreadable(BadFile.BROKEN_SPREADSHEET) from None


def _value(cell: Any) -> object:
    if cell.data_type == "f":
        return Formula(str(cell.value))
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        number = Decimal(str(cell.value))
        # A cell that shows 70.2 % holds 0.702.
        return number * 100 if "%" in (cell.number_format or "") else number
    return cell.value


def packed(judged: Iterable[Judged]) -> str:
    """The lines as one word of a form; `unpacked` gives the very same figures again."""
    return base64.b64encode(_written(judged).encode()).decode()


def unpacked(word: str) -> Table:
    """What `packed` made a word of. It went through the browser, so it may be anything.

    Raises:
        Unreadable: when it is nothing of ours.
    """
    try:
        return read(base64.b64decode(word, validate=True))
    except ValueError:
        raise Unreadable(BadFile.NOT_TEXT) from None


def _written(judged: Iterable[Judged]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    writer.writerow(HEADER)
    for one in judged:
        assert one.key is not None
        assert one.figures is not None
        plan_year, key, month = one.key
        numbers = ["" if n is None else f"{n:f}".replace(".", ",") for n in one.figures.values()]
        writer.writerow(
            [plan_year, key, month.strftime("%Y-%m"), *numbers, one.figures.reported_status]
        )
    return made.getvalue()
