"""Files for spreadsheets: what people wrote is text in every cell; numbers stay numbers."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import openpyxl
import pytest

from portal.core import tables

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK('x')"]


def workbook(header: tables.Header, rows: tables.Rows) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(tables.xlsx_pieces("Ark", header, rows))))


def many(number: int, seen: list[int]) -> Iterator[list[object]]:
    """Rows that say how many of them were asked for."""
    for one in range(number):
        seen.append(one)
        yield [one, f"Borger nummer {one}", "=1+1", one / 7]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_or_heading_of_a_csv_is_a_formula(formula: str) -> None:
    made = tables.as_csv([formula, "Antal"], [[formula, 3], ["Anna", 0.5]]).decode("utf-8-sig")
    heading, first, second = csv.reader(io.StringIO(made, newline=""), delimiter=";")
    assert heading[0] == first[0] == f"'{formula}"
    assert (first[1], second) == ("3", ["Anna", "0,5"])


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_or_heading_of_a_workbook_is_a_formula(formula: str) -> None:
    sheet = workbook([formula, "Antal"], [[formula, -3], ["Anna", 0.5]]).worksheets[0]
    kinds = [[cell.data_type for cell in row] for row in sheet.iter_rows()]
    assert kinds == [["s", "s"], ["s", "n"], ["s", "n"]]
    assert sheet["B2"].value == -3


def test_the_header_goes_out_before_any_row_is_read_and_pieces_before_the_last() -> None:
    seen: list[int] = []
    pieces = tables.csv_pieces(["Nr", "Navn", "Ord", "Tal"], many(20_000, seen))
    assert next(pieces).decode("utf-8-sig") == "Nr;Navn;Ord;Tal\r\n"
    assert seen == []
    assert len(next(pieces)) >= tables.PIECE
    assert 0 < len(seen) < 5_000
    rest = b"".join(pieces).decode()
    assert len(seen) == 20_000
    assert rest.endswith(f"19999;Borger nummer 19999;'=1+1;{str(19999 / 7).replace('.', ',')}\r\n")


@pytest.mark.parametrize(("ending", "rows"), [("csv", 200_000), ("xlsx", 30_000)])
def test_memory_is_flat_however_many_rows(ending: str, rows: int) -> None:
    made = ([one, "Borger med et navn", "=1+1"] for one in range(rows))
    tracemalloc.start()
    try:
        size = sum(map(len, tables.pieces(ending, "Ark", list("abc"), made)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    assert size > (5_000_000 if ending == "csv" else 300_000)


def test_more_rows_than_a_sheet_can_hold_go_on_a_further_sheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    book = workbook(["Nr"], [[one] for one in range(7)])
    assert [sheet.title for sheet in book.worksheets] == ["Ark", "Ark 2", "Ark 3"]
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in book.worksheets] == [
        ["Nr", 0, 1, 2], ["Nr", 3, 4, 5], ["Nr", 6],
    ]  # fmt: skip
