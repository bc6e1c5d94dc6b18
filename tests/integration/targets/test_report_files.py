"""An approved report: refused every change, and the same numbers in all its forms."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.targets import queries, report_files, service
from portal.targets.models import Measurement, Report, ReportFile
from portal.targets.rules import reports as rules
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs, as_owner
from tests.integration.targets.reporting import (
    KOMMUNE,
    LATER,
    LIST,
    Q2_2014,
    acting,
    approved,
    content_of,
    drafted,
)


@pytest.fixture(autouse=True)
def present(app: Flask, session: orm.Session) -> Iterator[None]:
    session.info["app"] = app
    with clock.frozen(NOW):
        yield


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE management_report SET reason = 'x'",
        "UPDATE management_report SET content = 'x', checksum = encode(sha256('x'), 'hex')",
        "UPDATE management_report SET approved_at = NULL, approved_by_id = NULL, content = NULL,"
        " checksum = NULL",
        "DELETE FROM management_report",
        "UPDATE management_report_comment SET words = 'x'",
        "DELETE FROM management_report_comment",
        "INSERT INTO management_report_comment SELECT id, 'x', 'x', drafted_by_id, now()"
        " FROM management_report",
        "UPDATE management_report_file SET content = 'x', checksum = encode(sha256('x'), 'hex')",
        "DELETE FROM management_report_file",
    ],
)
def test_the_database_refuses_every_change(
    app: Flask, session: orm.Session, ida: Staff, hanne: Staff, statement: str
) -> None:
    report = drafted(session, ida)
    area = queries.commented(session, report).areas[0].key
    service.reports.comment(session, report, area, "Ord", actor=acting(ida), now=NOW)
    approved(session, report, hanne)
    service.reports.keep_files(session, report, {"csv": b"x"}, now=LATER)
    with (
        pytest.raises(IntegrityError, match=r"not changed|management_report"),
        session.begin_nested(),
    ):
        session.execute(sa.text(statement))


def test_a_draft_gets_no_file_and_a_file_its_true_checksum(
    session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    report = drafted(session, ida)
    with pytest.raises(IntegrityError, match="a draft has no files"), session.begin_nested():
        service.reports.keep_files(session, report, {"csv": b"x"}, now=LATER)
    approved(session, report, hanne)
    false = {"report_id": report.id, "format": "csv", "content": b"x", "checksum": "0" * 64}
    with pytest.raises(IntegrityError, match="report_file_checksum"), session.begin_nested():
        session.execute(sa.insert(ReportFile).values(**false, made_at=NOW))


def test_an_approved_report_reads_the_same_whatever_comes_later(
    app: Flask, client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    report = approved(session, drafted(session, ida), hanne)
    before = (report.content, report.checksum)
    session.add(
        Measurement(
            plan_year=2014, goal_key="kontanthjaelp", month=date(2014, 5, 1), revision=2,
            municipality=9, source="rettet", recorded_at=LATER,
        )
    )  # fmt: skip
    session.commit()
    client = client_for(ida)
    page = client.get(Q2_2014).text
    assert "-2,1" in page
    again = drafted(session, ida, reason="Rettet tal")
    lines = {line.key: line for _a, line in rules.rows(rules.read_figures(again.figures))}
    assert lines["kontanthjaelp"].value == -2.1  # what was recorded after NOW is not known at NOW
    with app.app_context():
        service.reports.refresh(session, again, actor=acting(ida), now=LATER + timedelta(hours=1))
    lines = {line.key: line for _a, line in rules.rows(rules.read_figures(again.figures))}
    assert (lines["kontanthjaelp"].value, lines["kontanthjaelp"].verdict) == (9.0, "not_met")
    session.refresh(report)
    assert (report.content, report.checksum) == before


def test_as_of_a_day_leads_to_the_version_of_that_day(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    approved(session, drafted(session, ida), hanne)
    second = drafted(session, ida, reason="Rettet")
    mark = service.reports.mark(queries.commented(session, second))
    service.reports.approve(session, second, mark, actor=acting(hanne), now=NOW + timedelta(days=9))
    session.commit()
    client = client_for(StaffFactory())
    with clock.frozen(NOW + timedelta(days=20)):
        client = client_for(StaffFactory())
        day = clock.local_date(NOW + timedelta(days=2)).isoformat()
        assert client.get(f"{LIST}/2014-Q2?dato={day}").headers["Location"] == Q2_2014
        for later in ("", "?dato=", "?dato=x", "?dato=9999-12-31"):
            answer = client.get(f"{LIST}/2014-Q2{later}")
            assert answer.headers["Location"] == f"{LIST}/2014-Q2/2"
        assert client.get(f"{LIST}/2014-Q2?dato=2014-01-01").status_code == 404
        assert client.get(f"{LIST}/2014-Q9").status_code == 404


def numbers(text: str) -> list[str]:
    """Every number as a Danish reader meets it."""
    return re.findall(r"-?\d+(?:,\d+)?", text)


def test_page_pdf_spreadsheet_and_csv_show_the_same_numbers(
    client_for: SignInAs, session: orm.Session, files: dict[str, bytes]
) -> None:
    content = content_of(session.scalars(sa.select(Report)).one())
    listed = rules.rows(content.figures)
    wanted = [
        [line.value, line.cluster, line.eastern_denmark, line.whole_country]
        for _area, line in listed
    ]
    by_csv = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";"))[1:]
    columns = (3, 10, 11, 12)

    def read(cell: str) -> float | None:
        return float(cell.replace(",", ".")) if cell else None

    assert [[read(row[i]) for i in columns] for row in by_csv] == wanted
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    by_xlsx = [[row[i].value or None for i in columns] for row in sheet.iter_rows(min_row=2)]
    assert by_xlsx == wanted
    assert [row[9] for row in by_csv] == [row[9].value for row in sheet.iter_rows(min_row=2)]
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    page = unescape(re.sub(r"<[^>]+>", " ", client_for(StaffFactory()).get(Q2_2014).text))
    for _area, line in listed:
        for value in (line.value, line.cluster, line.eastern_denmark, line.whole_country):
            shown = rules.shown(value, line.unit)
            assert set(numbers(shown)) <= set(numbers(pdf)), shown
            assert shown in page, shown
        assert line.verdict_word in page


def test_the_pdf_is_tagged_danish_and_has_its_title(files: dict[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(files["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "da"
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == f"Ledelsesrapport, 2. kvartal 2014, {KOMMUNE}"
    assert b"pdfuaid" in files["pdf"] or "pdfuaid" in str(root["/Metadata"].get_data())
    kinds, alternatives = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/Caption"} <= kinds
    assert len(alternatives) == 7  # a comparison for each goal with figures
    assert any("Kommunen: +22,7" in words for words in alternatives)
    text = reader.pages[0].extract_text()
    for words in (KOMMUNE, "2. kvartal 2014", "Godkendt", "Hanne Vestergaard", "Opfyldt"):
        assert words in text, words
    last = reader.pages[-1].extract_text()
    assert "Sammenligning" in last


def tags(node: object) -> tuple[set[str], list[str]]:
    """The kinds of a PDF's structure, and the words that stand for its figures."""
    kinds: set[str] = set()
    alternatives: list[str] = []
    todo = [node]
    while todo:
        one = todo.pop()
        one = one.get_object() if hasattr(one, "get_object") else one  # type: ignore[attr-defined]
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            kinds.add(str(one.get("/S")))
            if one.get("/S") == "/Figure":
                alternatives.append(str(one.get("/Alt", "")))
            if "/K" in one:
                todo.append(one["/K"])
    return kinds, alternatives


def test_comments_are_text_in_every_form(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    (said,) = [row for row in book.worksheets[2].iter_rows(min_row=2)]
    assert said[1].value.startswith("=2+2")
    assert said[1].data_type == "s"
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert "<b>tekst</b>" in text


def test_the_same_report_is_the_same_spreadsheet_and_csv(
    app: Flask, session: orm.Session, files: dict[str, bytes]
) -> None:
    content = content_of(session.scalars(sa.select(Report)).one())
    with app.test_request_context(), force_locale("da"):
        assert report_files.as_csv(content) == files["csv"]
        assert report_files.as_xlsx(content) == files["xlsx"]


def test_downloads_are_logged_and_a_missing_file_is_not_found(
    client_for: SignInAs, session: orm.Session, files: dict[str, bytes]
) -> None:
    reader = StaffFactory()
    client = client_for(reader)
    for name, content in files.items():
        answer = client.get(f"{Q2_2014}/fil/{name}")
        assert answer.data == content
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="ledelsesrapport-2014-Q2-v1.{name}"'
        )
    for name in ("docx", "pdf%00", ".."):
        assert client.get(f"{Q2_2014}/fil/{name}").status_code == 404
    trail = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "download")).all()
    assert [row.details for row in trail] == [
        {"format": name, "rows": 8} for name in ("pdf", "xlsx", "csv")
    ]
    assert {(row.person_id, row.subject_id) for row in trail} == {(reader.id, "2014-Q2/1")}


def test_files_are_made_once(app: Flask, session: orm.Session, files: dict[str, bytes]) -> None:
    report = session.scalars(sa.select(Report)).one()
    service.reports.keep_files(session, report, {"pdf": b"other"}, now=LATER)
    assert session.get_one(ReportFile, (report.id, "pdf")).content == files["pdf"]


def test_verify_says_that_all_is_as_approved_and_finds_a_forgery(
    app: Flask, session: orm.Session, files: dict[str, bytes]
) -> None:
    run = app.test_cli_runner()
    good = run.invoke(args=["portal", "reports", "verify"])
    assert "2014-Q2 version 1: as approved, 3 of 3 files" in good.output
    assert good.exit_code == 0
    # Somebody with the keys to the database switches its guards off.
    for what in ("DISABLE TRIGGER USER", "DROP CONSTRAINT report_file_checksum_is_of_it"):
        as_owner(session, f"ALTER TABLE management_report_file {what}")
    session.execute(sa.text("UPDATE management_report_file SET content = 'x' WHERE format = 'csv'"))
    session.commit()
    bad = run.invoke(args=["portal", "reports", "verify"])
    assert bad.exit_code == 1
    assert "WRONG: csv" in bad.output
    listed = run.invoke(args=["portal", "reports", "verify", "--json"]).stdout
    assert json.loads(listed)[0]["wrong"] == ["csv"]
