"""Files for spreadsheets: what people wrote is text in every cell; numbers stay numbers."""

import csv
import io

import openpyxl
import pytest

from portal.core import tables

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK('x')"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_or_heading_of_a_csv_is_a_formula(formula: str) -> None:
    made = tables.as_csv([formula, "Antal"], [[formula, 3], ["Anna", 0.5]]).decode("utf-8-sig")
    heading, first, second = csv.reader(io.StringIO(made, newline=""), delimiter=";")
    assert heading[0] == first[0] == f"'{formula}"
    assert (first[1], second) == ("3", ["Anna", "0,5"])


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_or_heading_of_a_workbook_is_a_formula(formula: str) -> None:
    made = tables.as_xlsx("Ark", [formula, "Antal"], [[formula, -3], ["Anna", 0.5]])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    kinds = [[cell.data_type for cell in row] for row in sheet.iter_rows()]
    assert kinds == [["s", "s"], ["s", "n"], ["s", "n"]]
    assert sheet["B2"].value == -3
