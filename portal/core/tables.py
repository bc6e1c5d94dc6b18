"""Rows as files for spreadsheets. What people wrote stays text: no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes a text that begins so for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: object) -> str:
    """The value as a cell of a CSV file that no spreadsheet computes; numbers stay numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV as a Danish spreadsheet opens it: semicolons, UTF-8 with its mark."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    writer.writerow([plain(cell) for cell in header])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The same as an Excel file; every cell is text or a number."""
    import xlsxwriter  # at first use: few processes make one

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options)
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for column, name in enumerate(header):
        sheet.write_string(0, column, str(name), bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, "" if cell is None else str(cell))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return made.getvalue()
