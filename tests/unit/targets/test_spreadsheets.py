"""Spreadsheets of figures: read as they are meant, and never trusted."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.targets import measurement_files
from portal.targets.rules.measurements import judging
from portal.targets.rules.measurements.judging import Change, No
from portal.targets.rules.measurements.table import (
    LARGEST_FILE,
    MOST_LINES,
    BadFile,
    Unreadable,
)
from tests.unit.targets.measured import GOALS, HEAD, TODAY


def xlsx(rows: list[list[object]], percent: tuple[int, int] | None = None) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    if percent:
        book.active.cell(*percent).number_format = "0.0%"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


NAMES = ["key", "Måned", "Kommunen"]


def test_a_spreadsheet_with_dates_and_percent_cells() -> None:
    content = xlsx([NAMES, ["aktive", datetime(2026, 5, 31), 0.702]], percent=(2, 3))  # noqa: DTZ001
    (one,) = judging.judge(measurement_files.read(content), GOALS, {}, TODAY)
    assert one.key == (2019, "aktive", date(2026, 5, 1))
    assert one.figures is not None
    assert one.figures.municipality == Decimal("70.2")


def test_a_formula_is_refused_whatever_it_comes_to() -> None:
    content = xlsx([NAMES, ["aktive", "2026-05", "=30+30"], ["aktive", "2026-06", 60]])
    formula, number = judging.judge(measurement_files.read(content), GOALS, {}, TODAY)
    assert (formula.reason, formula.detail) == (No.FORMULA, "=30+30")
    assert number.change is Change.NEW


def spreadsheet_of(sheet: bytes) -> bytes:
    """A spreadsheet whose first sheet is `sheet`, whatever that is."""
    import zipfile

    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([NAMES]))) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = sheet if "sheet1.xml" in part.filename else source.read(part)
            target.writestr(part.filename, content)
    return made.getvalue()


ROW = b'<row><c t="inlineStr"><is><t>aktive</t></is></c></row>'
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row><c t="inlineStr"><is><t>key</t></is></c><c t="inlineStr"><is><t>month</t></is></c>'
    b'<c t="inlineStr"><is><t>kommune</t></is></c></row>%s</sheetData></worksheet>'
)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SHEET % ROW


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", BadFile.EMPTY),
        (b"\n \n", BadFile.EMPTY),
        (b"x" * (LARGEST_FILE + 1), BadFile.TOO_LARGE),
        (HEAD.encode(), BadFile.NO_LINES),
        (f"{HEAD}\n".encode() + b";aktive;2026-05;60;;;\n" * (MOST_LINES + 1),
         BadFile.TOO_MANY_LINES),
        (b"navn;alder\nAnna;34\n", BadFile.WRONG_HEADER),
        (b"key;m\xe5ned\naktive;2026-05\n", BadFile.WRONG_HEADER),
        (f"{HEAD};kommune\n;aktive;2026-05;60;;;;61".encode(), BadFile.COLUMN_TWICE),
        (b"%PDF-1.7", BadFile.NOT_TEXT),
        (b"\xff\xd8\xff\xe0 jpeg", BadFile.NOT_TEXT),
        (HEAD.encode("utf-16-le"), BadFile.NOT_TEXT),
        (HEAD.encode() + b"\n;akt\x00ive;2026-05;60;;;", BadFile.NOT_TEXT),
        (b"\xff\xfe\x00", BadFile.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", BadFile.OLD_SPREADSHEET),
        (b"PK\x03\x04 not really", BadFile.BROKEN_SPREADSHEET),
        (xlsx([NAMES, ["aktive", "2026-05", 60]])[:-40], BadFile.BROKEN_SPREADSHEET),
        (spreadsheet_of(SHEET % ROW * 2), BadFile.BROKEN_SPREADSHEET),
        (spreadsheet_of(ENTITIES), BadFile.BROKEN_SPREADSHEET),
        (spreadsheet_of(SHEET % (ROW * (MOST_LINES + 1))), BadFile.TOO_MANY_LINES),
        (xlsx([["navn", "alder"], ["Anna", 34]]), BadFile.WRONG_HEADER),
    ],
)  # fmt: skip
def test_each_hostile_file_has_a_named_result(content: bytes, reason: BadFile) -> None:
    with pytest.raises(Unreadable) as caught:
        measurement_files.read(content)
    assert caught.value.reason is reason


@pytest.mark.parametrize("inside", ["a million rows", "zeros"])
def test_what_unpacks_to_far_more_is_not_opened(inside: str) -> None:
    sheet = SHEET % (ROW * 1_000_000) if inside == "a million rows" else b"0" * 100_000_000
    content = spreadsheet_of(sheet)
    assert len(content) < LARGEST_FILE
    with pytest.raises(Unreadable) as caught:
        measurement_files.read(content)
    assert caught.value.reason is BadFile.TOO_LARGE_INSIDE
