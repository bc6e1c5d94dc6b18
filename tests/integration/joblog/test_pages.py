"""The job log by hand: an entry in one line, this week's count, changes, pages."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.joblog import defaults
from portal.joblog.models import JobLogEntry
from portal.joblog.service import entries as use_cases
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.joblog import JobLogEntryFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

LOG = "/borger/joblog"
TODAY = {"applied_on-day": "23", "applied_on-month": "11", "applied_on-year": "2026"}
JOB = {"title": "Kok", "employer": "Café Norden"} | TODAY


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def entries(session: orm.Session) -> list[JobLogEntry]:
    return list(session.scalars(sa.select(JobLogEntry).order_by(JobLogEntry.id)))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_are_there_empty_and_full_in_both_languages(
    client: FlaskClient, citizen: Citizen, language: str
) -> None:
    client.set_cookie("lang", language)
    assert client.get(LOG).status_code == 200
    for status in ("planned", "applied", "interview", "offer", "rejected"):
        entry = JobLogEntryFactory(citizen=citizen, status=status, note="Se https://example.org")
    for path in ("", f"/{entry.id}"):
        page = client.get(LOG + path)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text


def test_title_employer_and_day_are_enough(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    defaults.load_defaults(session)
    page = client.get(LOG).text
    assert "This week: 0 of 2" in page
    assert 'name="applied_on-day" value="23"' in page  # today stands there already
    page = client.post(LOG, data=JOB, follow_redirects=True).text
    assert "It is in your job log." in page
    assert "This week: 1 of 2" in page
    with clock.frozen(now + timedelta(seconds=1)):
        page = client.post(LOG, data=JOB, follow_redirects=True).text
    assert "It is already in your job log." in page
    assert "This week: 1 of 2" in page
    page = client.post(LOG, data=JOB | {"title": "Tjener"}, follow_redirects=True).text
    assert "You have reached the goal of the week." in page
    assert [(e.title, e.status, e.citizen_id) for e in entries(session)] == [
        ("Kok", "applied", citizen.id),
        ("Tjener", "applied", citizen.id),
    ]


def test_those_who_are_not_to_look_for_jobs_have_no_goal(
    client_for: SignInAs, session: orm.Session
) -> None:
    defaults.load_defaults(session)
    client = client_for(CitizenFactory(target_group="sickness_benefit"))
    client.set_cookie("lang", "en")
    page = client.get(LOG).text
    assert "This week you have applied for 0 jobs." in page
    assert "<progress" not in page


def test_a_plan_is_applied_for_with_one_press(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    ahead = {"applied_on-day": "1", "applied_on-month": "12", "status": "planned"}
    client.post(LOG, data=JOB | ahead)
    [entry] = entries(session)
    assert "I have applied now" in client.get(LOG).text
    for _ in range(2):  # a double click
        assert client.post(f"{LOG}/{entry.id}/soegt").status_code == 302
    session.expire_all()
    assert (entry.status, entry.applied_on) == ("applied", date(2026, 11, 23))
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(actions) == ["add", "change"]


def test_an_entry_is_changed_and_deleted(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    entry = JobLogEntryFactory(citizen=citizen, title="Kok")
    page = client.get(f"{LOG}/{entry.id}").text
    assert 'value="Kok"' in page
    answer = client.post(f"{LOG}/{entry.id}", data=JOB | {"status": "interview", "note": "Kl. 9"})
    assert answer.status_code == 302
    session.expire_all()
    assert (entry.status, entry.note) == ("interview", "Kl. 9")
    assert client.post(f"{LOG}/{entry.id}/slet").status_code == 302
    assert entries(session) == []
    assert client.post(f"{LOG}/{entry.id}/slet").status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": " \t "}, "Write which job it is."),
        ({"employer": ""}, "Write where the job is."),
        ({"title": "x" * 121}, "Write at most 120 characters."),
        ({"note": "x" * 100_000}, "Write at most 1000 characters."),
        ({"applied_on-day": ""}, "Write the day, the month and the year."),
        ({"applied_on-day": "32"}, "There is no day 32 in that month."),
        ({"applied_on-day": "24"}, "The day lies in the future."),
        ({"applied_on-year": "2024"}, "The day is more than a year ago."),
        ({"applied_on-year": "2199", "status": "planned"}, "more than a year away"),
        ({"status": "hired"}, "Choose how it stands."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    client: FlaskClient, session: orm.Session, citizen: Citizen, change: dict[str, str], says: str
) -> None:
    entry = JobLogEntryFactory(citizen=citizen, title="Bager")
    for address in (LOG, f"{LOG}/{entry.id}"):
        answer = client.post(address, data=JOB | change)
        assert answer.status_code == 422
        assert answer.text.count(says) == 2  # in the summary and beside the field
        kept = {name: typed for name, typed in (JOB | change).items() if name != "status"}
        assert all(typed.strip() in answer.text for typed in kept.values())
    session.expire_all()
    assert [e.title for e in entries(session)] == ["Bager"]
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_a_full_log_is_a_kind_refusal(
    client: FlaskClient,
    session: orm.Session,
    citizen: Citizen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(use_cases, "MOST_ENTRIES", 2)
    JobLogEntryFactory.create_batch(2, citizen=citizen)
    answer = client.post(LOG, data=JOB)
    assert answer.status_code == 422
    assert "Your job log is full." in answer.text
    assert 'value="Café Norden"' in answer.text
    assert len(entries(session)) == 2


def test_code_in_text_is_text(client: FlaskClient, session: orm.Session) -> None:
    bad = "<svg onload=alert(1)>{{ 7*7 }}"
    client.post(LOG, data=JOB | {"title": bad, "employer": bad, "note": bad})
    [entry] = entries(session)
    for path in ("", f"/{entry.id}"):
        page = client.get(LOG + path).text
        assert "&lt;svg onload" in page
        assert "<svg onload" not in page
        assert "{{ 7*7 }}" in page


def test_anothers_entry_answers_as_a_missing_one(client: FlaskClient, session: orm.Session) -> None:
    theirs = JobLogEntryFactory(title="Bager")
    for entry_id in (theirs.id, theirs.id + 1, 10**18, 10**30):
        address = f"{LOG}/{entry_id}"
        assert client.get(address).status_code == 404
        assert client.post(address, data=JOB).status_code == 404
        assert client.post(f"{address}/soegt").status_code == 404
        assert client.post(f"{address}/slet").status_code == 404
    session.expire_all()
    assert [(e.title, e.status) for e in entries(session)] == [("Bager", "applied")]


def test_others_do_not_come_in(client_for: SignInAs) -> None:
    for person in (BusinessUserFactory(), StaffFactory()):
        client = client_for(person)
        assert client.get(LOG).status_code == 403
        assert client.post(LOG, data=JOB).status_code == 403


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "Page 1 of 2"),
        ("?page=2", "Page 2 of 2"),
        ("?page=1000000000", "Page 2 of 2"),
        ("?page=-1", "Page 1 of 2"),
        ("?page=x", "Page 1 of 2"),
        (f"?page={10**30}", "Page 2 of 2"),
    ],
)
def test_pages(client: FlaskClient, citizen: Citizen, query: str, shown: str) -> None:
    JobLogEntryFactory.create_batch(21, citizen=citizen)
    assert shown in client.get(LOG + query).text


def test_the_log_takes_few_statements(
    client: FlaskClient, engine: sa.Engine, citizen: Citizen
) -> None:
    JobLogEntryFactory.create_batch(25, citizen=citizen)
    with counted(engine) as sent:
        assert client.get(LOG).status_code == 200
    assert len(sent) - 1 <= 6, "\n".join(sent)  # one is the sign-in
