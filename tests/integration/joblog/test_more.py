"""The job log's goal, days away, comments, files, hints and forgetting."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.joblog import defaults, queries, service
from portal.joblog.models import JobLogAway, JobLogComment, JobLogEntry, JobLogGoal
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.joblog import JobLogEntryFactory
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

LOG = "/borger/joblog"
TODAY = date(2026, 11, 23)
FORMULA = '=HYPERLINK("http://evil.invalid","x")<b>'


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    defaults.load_defaults(session)
    made: Citizen = CitizenFactory(
        name="Anna Holm", target_group="job_ready", course_started_on=date(2026, 1, 5)
    )
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)


@pytest.fixture
def caseworker(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen.caseworker)


def day(name: str, when: date) -> dict[str, int]:
    return {f"{name}-day": when.day, f"{name}-month": when.month, f"{name}-year": when.year}


def test_a_link_fills_the_form_and_nothing_is_stored(
    client: FlaskClient, session: orm.Session
) -> None:
    page = client.post(
        f"{LOG}/forslag", data={"pasted": "Kok søges til Café Blå https://x.dk/1"}
    ).text
    assert 'value="Kok"' in page
    assert 'value="Café Blå"' in page
    assert 'value="https://x.dk/1"' in page
    assert session.scalar(sa.select(sa.func.count()).select_from(JobLogEntry)) == 0
    assert client.post(f"{LOG}/forslag", data={"pasted": " "}).status_code == 422


def test_the_last_one_again(client: FlaskClient, citizen: Citizen) -> None:
    assert client.get(f"{LOG}/igen").status_code == 200
    JobLogEntryFactory(citizen=citizen, title="Bager", employer="Ørholm")
    page = client.get(f"{LOG}/igen").text
    assert 'value="Bager"' in page
    assert 'value="Ørholm"' in page


def test_a_goal_holds_when_it_is_accepted(
    client: FlaskClient,
    caseworker: FlaskClient,
    session: orm.Session,
    citizen: Citizen,
    now: datetime,
) -> None:
    here = f"/personale/borger/{citizen.id}/joblog"
    assert caseworker.post(f"{here}/maal", data={"per_week": "99"}).status_code == 422
    caseworker.post(f"{here}/maal", data={"per_week": "4"})
    caseworker.post(f"{here}/maal", data={"per_week": "3"})
    assert queries.week(session, citizen.id, now).goal == 2
    page = client.get(LOG).text
    assert "3 jobs a week." in page
    replaced, waiting = session.scalars(sa.select(JobLogGoal).order_by(JobLogGoal.id))
    answer = client.post(f"{LOG}/maal/{replaced.id}", data={"answer": "yes"}, follow_redirects=True)
    assert "answered or replaced" in answer.text
    assert client.post(f"{LOG}/maal/{waiting.id}", data={"answer": "maybe"}).status_code == 400
    client.post(f"{LOG}/maal/{waiting.id}", data={"answer": "yes"})
    client.post(f"{LOG}/maal/{waiting.id}", data={"answer": "yes"})  # pressed twice
    session.expire_all()
    assert queries.week(session, citizen.id, now).goal == 3
    assert client.post(f"{LOG}/maal/{waiting.id + 9}", data={"answer": "yes"}).status_code == 404


def test_another_cannot_answer(
    client_for: SignInAs, caseworker: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    caseworker.post(f"/personale/borger/{citizen.id}/joblog/maal", data={"per_week": "4"})
    goal_id = session.scalars(sa.select(JobLogGoal.id)).one()
    stranger = client_for(CitizenFactory())
    assert stranger.post(f"{LOG}/maal/{goal_id}", data={"answer": "yes"}).status_code == 404


def test_days_away_free_the_week_and_are_told_once(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    days = {**day("first", TODAY), **day("last", TODAY + timedelta(days=3))}
    assert (
        "In a week you are away" in client.post(f"{LOG}/fri", data=days, follow_redirects=True).text
    )
    assert queries.week(session, citizen.id, now).away
    assert "so there is no goal" in client.get(LOG).text
    again = client.post(f"{LOG}/fri", data=days)
    assert again.status_code == 422
    assert "already told us" in again.text
    backwards = {**day("first", TODAY), **day("last", TODAY - timedelta(days=3))}
    assert "be before the first" in client.post(f"{LOG}/fri", data=backwards).text
    away_id = session.scalars(sa.select(JobLogAway.id)).one()
    client.post(f"{LOG}/fri/{away_id}/slet")
    session.expire_all()
    assert queries.week(session, citizen.id, now).goal == 2


def test_the_database_takes_a_day_away_once(session: orm.Session, citizen: Citizen) -> None:
    days = {"citizen_id": citizen.id, "first": TODAY, "last": TODAY + timedelta(days=3)}
    session.add(JobLogAway(**days))
    session.flush()
    with pytest.raises(sa.exc.IntegrityError, match="job_log_away_once"), session.begin_nested():
        session.execute(sa.insert(JobLogAway).values(**days | {"first": days["last"]}))


def test_a_comment_is_read_by_the_citizen_and_told_once(
    client: FlaskClient, caseworker: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    entry = JobLogEntryFactory(citizen=citizen, title="Bager")
    other = JobLogEntryFactory()
    here = f"/personale/borger/{citizen.id}/joblog"
    sent = {f"e{entry.id}-text": "Godt <b>set</b>"}
    for _ in range(2):
        assert caseworker.post(f"{here}/{entry.id}", data=sent).status_code == 302
    assert caseworker.post(f"{here}/{entry.id}", data={f"e{entry.id}-text": ""}).status_code == 422
    assert caseworker.post(f"{here}/{other.id}", data={f"e{other.id}-text": "x"}).status_code == 404
    assert session.scalar(sa.select(sa.func.count()).select_from(JobLogComment)) == 1
    assert "Godt &lt;b&gt;set&lt;/b&gt;" in client.get(LOG).text
    told = sa.select(sa.func.count()).where(
        OutboxMessage.kind == "job_log_comment", OutboxMessage.channel == "inbox"
    )
    assert session.scalar(told) == 1


def test_staff_of_the_team_look_and_it_is_written_down(
    client_for: SignInAs, caseworker: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    JobLogEntryFactory(citizen=citizen, title="Bager")
    here = f"/personale/borger/{citizen.id}/joblog"
    assert "Bager" in caseworker.get(here).text
    looks = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == "read")
    assert session.scalar(looks) == 1
    failed = caseworker.post(f"{here}/maal", data={"per_week": "99"})
    assert "Bager" in failed.text
    assert session.scalar(looks) == 2, "a form that failed shows as much"
    assert client_for(StaffFactory(role="caseworker")).get(here).status_code == 404
    assert client_for(StaffFactory(role="analyst")).get(here).status_code == 403


def test_two_devices_both_are_seen(client: FlaskClient, citizen: Citizen) -> None:
    entry = JobLogEntryFactory(citizen=citizen, title="Bager")
    path = f"{LOG}/{entry.id}"
    mark = client.get(path).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    sent = {"employer": "Føtex", "status": "applied", "note": "", "seen": mark} | day(
        "applied_on", TODAY
    )
    assert client.post(path, data=sent | {"title": "From the phone"}).status_code == 302
    answer = client.post(path, data=sent | {"title": "From the computer"})
    assert answer.status_code == 409
    assert "From the phone" in answer.text
    assert "From the computer" in answer.text


def test_files_hold_text_and_nothing_that_computes(client: FlaskClient, citizen: Citizen) -> None:
    JobLogEntryFactory(
        citizen=citizen, title=FORMULA, note="@SUM(1)", next_on=TODAY, next_step="-1+1"
    )
    csv = client.get(f"{LOG}/joblog.csv")
    assert csv.data.decode("utf-8-sig").splitlines()[1].startswith("\"'=HYPERLINK")
    assert ";'@SUM(1)" in csv.text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{LOG}/joblog.xlsx").data)).active
    assert sheet["A2"].value == FORMULA
    assert sheet["A2"].data_type == "s"
    assert client.get(f"{LOG}/joblog.json").json[0]["title"] == FORMULA  # type: ignore[index]
    calendar = Calendar.from_ical(client.get(f"{LOG}/frister.ics").data)
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"].startswith("-1+1: =HYPERLINK")
    assert event["DTSTART"].dt == TODAY
    assert client.get(f"{LOG}/joblog.exe").status_code == 404


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://user:pw@bank.dk", "ftp://x.dk", "https://", "hej"]
)
def test_a_link_leads_to_the_web_or_nowhere(client: FlaskClient, link: str) -> None:
    sent = {"title": "Kok", "employer": "A", "status": "applied", "link": link} | day(
        "applied_on", TODAY
    )
    assert client.post(LOG, data=sent | day("applied_on", TODAY)).status_code == 422


def test_a_quiet_log_is_told_once_and_in_time(
    app: Flask, session: orm.Session, citizen: Citizen, now: datetime, client: FlaskClient
) -> None:
    JobLogEntryFactory(citizen=citizen, created_at=now - timedelta(days=22))
    told = sa.select(sa.func.count()).where(
        OutboxMessage.kind == "job_log_quiet", OutboxMessage.channel == "inbox"
    )
    with app.app_context():
        assert service.hint_quiet(session, now - timedelta(days=2)) == 0
        for night in range(3):
            assert service.hint_quiet(session, now + timedelta(days=night)) == 1
    assert session.scalar(told) == 1
    assert "You have not written here for 22 days" in client.get(LOG).text
    session.add(JobLogAway(citizen_id=citizen.id, first=TODAY - timedelta(days=7), last=TODAY))
    session.flush()
    with app.app_context():
        assert service.hint_quiet(session, now) == 0


def test_500_entries_come_in_pages(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    row = {
        "citizen_id": citizen.id,
        "employer": "A",
        "applied_on": TODAY,
        "created_at": clock.now(),
    }
    session.execute(sa.insert(JobLogEntry), [row | {"title": f"Job {n}"} for n in range(500)])
    page = client.get(f"{LOG}?page=25").text
    assert page.count('class="entry-row"') == 20
    assert client.get(f"{LOG}?page=999999999999").status_code == 200
