"""Rows as files for spreadsheets, made piece by piece: no file is ever whole in memory.

What people wrote stays text: no cell is a formula.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, stream_with_context

# A spreadsheet takes a text that begins so for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
PIECE = 64 * 1024
MOST_ROWS = 1_000_000
"""On one sheet; a workbook's further rows go on a further one."""
WIDEST = 60
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
}

Header = Sequence[str]
Rows = Iterable[Sequence[object]]


def plain(value: object) -> str:
    """The value as a cell of a CSV file that no spreadsheet computes; numbers stay numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_pieces(header: Header, rows: Rows) -> Iterator[bytes]:
    """CSV as a Danish spreadsheet opens it: semicolons, UTF-8 with its mark. The header at once."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    writer.writerow([plain(cell) for cell in header])
    yield made.getvalue().encode("utf-8-sig")
    _empty(made)
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        if made.tell() >= PIECE:
            yield made.getvalue().encode()
            _empty(made)
    if made.tell():
        yield made.getvalue().encode()


def _empty(made: io.StringIO) -> None:
    made.seek(0)
    made.truncate()


def as_csv(header: Header, rows: Rows) -> bytes:
    """The same at once, for small ones that are kept."""
    return b"".join(csv_pieces(header, rows))


def xlsx_pieces(title: str, header: Header, rows: Rows) -> Iterator[bytes]:
    """The same as an Excel file; every cell is text or a number.

    A workbook is whole only when its last row is known, so it is made on disk first.
    """
    with TemporaryFile() as made:
        write_xlsx(made, title, header, rows)
        made.seek(0)
        while piece := made.read(PIECE):
            yield piece


def write_xlsx(file: IO[bytes], title: str, header: Header, rows: Rows) -> None:
    """Write a workbook to a file on disk, a row at a time."""
    import xlsxwriter  # at first use: few processes make one

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.use_zip64()
    sheet = _Sheet(book, title, header)
    for row in rows:
        if sheet.used > MOST_ROWS:
            sheet.close()
            sheet = _Sheet(book, f"{title[:25]} {len(book.worksheets()) + 1}", header)
        sheet.add(row)
    sheet.close()
    book.close()


class _Sheet:
    """One sheet of a workbook, with its header on top and columns as wide as their words."""

    def __init__(self, book: Any, title: str, header: Header) -> None:
        self._sheet = book.add_worksheet(title[:31])
        self._widths = [len(str(name)) for name in header]
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            self._sheet.write_string(0, column, str(name), bold)
        self._sheet.freeze_panes(1, 0)
        self.used = 1

    def add(self, row: Sequence[object]) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                self._sheet.write_number(self.used, column, cell)
                continue
            text = "" if cell is None else str(cell)
            self._sheet.write_string(self.used, column, text)
            self._widths[column] = max(self._widths[column], len(text))
        self.used += 1

    def close(self) -> None:
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(width, WIDEST) + 2)


def pieces(ending: str, title: str, header: Header, rows: Rows) -> Iterator[bytes]:
    """Rows as 'csv' or 'xlsx'."""
    return csv_pieces(header, rows) if ending == "csv" else xlsx_pieces(title, header, rows)


def attachment(made: Iterable[bytes], ending: str, name: str) -> Response:
    """An answer that is saved as `name.ending`, sent piece by piece as it is made."""
    response = Response(stream_with_context(iter(made)), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
