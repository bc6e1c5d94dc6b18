"""Quarters, days to look back to, files, and the public page: always the published figures."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.audit import AuditEvent
from portal.targets.models import QuarterCount
from portal.targets.rules.quarters import Quarter
from portal.targets.service import publication
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.targets.conftest import Answers, Enquiry, publish
from tests.statements import counted

Q2, Q3, Q4 = Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def history(session: orm.Session, answers: Answers, enquiry: Enquiry) -> None:
    answers(Q2.first_day, "purpose", 300, 200)
    answers(Q3.first_day, "purpose", 400, 100)
    answers(Q3.first_day, "cooperation", 3, 1)
    answers(Q4.first_day, "purpose", 60, 40)
    for hours in (1, 2, 3, 4, 30):
        enquiry(datetime(2026, 8, 3, 8, 0, tzinfo=UTC), answered=hours, presented=100)
    publish(session)


@pytest.fixture
def ida(client_for: SignInAs) -> FlaskClient:
    return client_for(StaffFactory(role="analyst"))


@pytest.mark.usefixtures("history")
def test_a_quarter_can_be_chosen_and_its_change_is_said(ida: FlaskClient) -> None:
    page = ida.get("/personale/maaltal?kvartal=2026-Q2&lang=en").text
    assert "60%" in page
    assert "Q2 2026" in page
    page = ida.get("/personale/maaltal/purpose?kvartal=2026-Q3").text
    assert "20 points up since Q2 2026" in page
    running = ida.get("/personale/maaltal/purpose?kvartal=2026-Q4").text
    assert "Q4 2026, so far" in running
    assert "Groups come when the quarter is over" in running


def test_a_day_shows_what_was_known_then(
    session: orm.Session, answers: Answers, ida: FlaskClient
) -> None:
    answers(Q4.first_day, "purpose", 60, 40)
    publication.publish_due(session, now=NOW - 5 * DAY)
    answers(Q4.first_day, "purpose", 90, 10)
    publication.publish_due(session, now=NOW - DAY)
    session.commit()
    now = ida.get("/personale/maaltal/purpose?lang=en").text
    then = ida.get("/personale/maaltal/purpose?pr=2026-11-19").text
    before = ida.get("/personale/maaltal/purpose?pr=2026-11-17").text
    assert "<strong>75%</strong>" in now
    assert "<strong>60%</strong>" in then
    assert "As it was known on Thursday 19 November" in then
    assert "Too few answers to show anything" in before


def test_what_can_be_looked_at_has_limits(ida: FlaskClient) -> None:
    for query in ("kvartal=2027-Q1", "kvartal=x", "efter=x"):
        assert ida.get(f"/personale/maaltal/purpose?{query}").status_code == 404
    answer = ida.get("/personale/maaltal?pr=<b>&lang=en")
    assert answer.status_code == 400
    assert "“&lt;b&gt;” is no day up to today" in answer.text


@pytest.mark.usefixtures("history")
def test_the_files_hold_the_same_and_are_written_down(
    ida: FlaskClient, session: orm.Session
) -> None:
    answer = ida.get("/personale/maaltal/hent/oversigt.csv?lang=en")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="maaltal-oversigt.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 7 * 8
    by_place = {(row["Figure"], row["Quarter"]): row for row in rows}
    purpose = by_place["The talks have a clear purpose", "2026-Q3"]
    assert (purpose["Number"], purpose["Favourable or in time"], purpose["Share"]) == (
        "500",
        "400",
        "0,8",
    )
    hidden = by_place["The professionals work together", "2026-Q3"]
    empty = by_place["The professionals work together", "2026-Q2"]
    assert hidden | {"Quarter": "", "Published": ""} == empty | {"Quarter": "", "Published": ""}
    line = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert (line.subject_id, line.details["rows"], line.details["ending"]) == (
        "oversigt",
        56,
        "csv",
    )


@pytest.mark.usefixtures("history")
def test_an_excel_file_has_numbers_as_numbers(ida: FlaskClient) -> None:
    answer = ida.get("/personale/maaltal/hent/purpose.xlsx?kvartal=2026-Q3&pr=2026-11-23")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    last = [cell.value for cell in sheet[9]]
    assert last[1] == "2026-Q3"
    assert last[6:9] == [500, 400, 0.8]
    assert "2026-Q3" in answer.headers["Content-Disposition"]


def test_a_file_of_nothing_known_is_not_found(ida: FlaskClient, client_for: SignInAs) -> None:
    for path in ("salary.csv", "oversigt.pdf", "purpose.csv?kvartal=x"):
        assert ida.get(f"/personale/maaltal/hent/{path}").status_code == 404


@pytest.mark.usefixtures("history")
def test_everybody_sees_how_it_goes(client: FlaskClient) -> None:
    page = client.get("/saadan-gaar-det?lang=en").text
    for words in (
        "How it goes", "80%", "500 people answered this.", "We aim for at least 80%",
        "20 points up since Q2 2026", "4 of 5 enquiries, half within 3 h", "n = 500",
        "Too few answers to show anything, so that nobody can be recognised.",
    ):  # fmt: skip
        assert words in page, words
    assert "How it goes" in client.get("/").text
    assert 'href="/saadan-gaar-det"' in client.get("/").text


def test_the_public_page_stands_without_figures(client: FlaskClient, session: orm.Session) -> None:
    session.execute(sa.text("TRUNCATE goal, goal_measurement, service_goal"))
    session.commit()
    assert "There are no figures yet" in client.get("/saadan-gaar-det?lang=en").text


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/personale/maaltal", 11),
        ("/personale/maaltal?kvartal=2026-Q2&pr=2026-11-01", 11),
        ("/personale/maaltal/purpose?efter=team", 12),
        ("/saadan-gaar-det", 9),
    ],
)
def test_few_statements(ida: FlaskClient, engine: sa.Engine, path: str, most: int) -> None:
    ida.get(path)
    with counted(engine) as sent:
        assert ida.get(path).status_code == 200
    assert len(sent) <= most, "\n".join(sent)


def test_the_centres_own_work_stands_beside_and_has_its_page(
    session: orm.Session, ida: FlaskClient
) -> None:
    counted_at = NOW - 5 * DAY
    session.add_all(
        QuarterCount(
            key="cv_up_to_date",
            quarter_start=quarter.first_day,
            n=n,
            count=count,
            counted_at=counted_at,
        )
        for quarter, n, count in ((Q2, 4, 3), (Q3, 200, 150), (Q4, 100, 90))
    )
    session.commit()
    page = ida.get("/personale/maaltal?lang=en").text
    tile = page.split("CVs that are up to date")[1].split("</li>")[0]
    assert "75%" in tile
    assert "150 of 200" in tile
    assert "followed, more is better" in tile
    page = ida.get("/personale/maaltal/cv_up_to_date").text
    assert "69% to 80%" in page
    assert page.count("Too few to show anything") == 6
    assert "CVs that are up to date" not in ida.get("/personale/maaltal?pr=2026-11-01").text
    file = ida.get("/personale/maaltal/hent/cv_up_to_date.csv").data.decode("utf-8-sig")
    assert "CVs that are up to date;2026-Q3;;All;;;200;150;0,75" in file
    assert "2026-Q2;;All;;;;;;;;;;" in file
