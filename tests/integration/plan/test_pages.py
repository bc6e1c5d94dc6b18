"""Min Plan by hand: the citizen writes and ticks off, the caseworker looks and adds."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core.audit import AuditEvent
from portal.plan import queries
from portal.plan.models import Plan, PlanTask
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.plan import PlanFactory, PlanTaskFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

PLAN = "/borger/min-plan"
MONDAY_NEXT = {"due_on-day": "30", "due_on-month": "11", "due_on-year": "2026"}


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(
        name="Anna Holm", caseworker=StaffFactory(name="Mette Ravn", email="mette@example.invalid")
    )
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


@pytest.fixture
def desk(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The caseworker's browser, in English."""
    return english_for(citizen.caseworker)


def audited(session: orm.Session) -> list[tuple[str, str]]:
    rows = session.execute(sa.select(AuditEvent.action, AuditEvent.subject).order_by(AuditEvent.id))
    return [(action, subject) for action, subject in rows]


def fill(citizen: Citizen, now: datetime) -> None:
    PlanFactory(citizen=citizen, goal="Jeg vil være gartner", strengths="Grønne fingre")
    for due_on in (date(2026, 11, 20), date(2026, 11, 25), date(2026, 12, 1), date(2027, 1, 5)):
        PlanTaskFactory(citizen=citizen, due_on=due_on)
    PlanTaskFactory(citizen=citizen)
    PlanTaskFactory(citizen=citizen, done_at=now)
    PlanTaskFactory(citizen=citizen, owner="caseworker", created_by_staff_id=citizen.caseworker_id)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", ["", "/maal", "/styrker", "/opgaver/ny"])
def test_every_page_is_there_empty_and_full_in_both_languages(
    client: FlaskClient, citizen: Citizen, now: datetime, path: str, language: str
) -> None:
    client.set_cookie("lang", language)
    assert client.get(PLAN + path).status_code == 200
    fill(citizen, now)
    page = client.get(PLAN + path)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


def test_tasks_stand_by_week_and_people_with_how_to_reach_them(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    fill(citizen, now)
    page = client.get(PLAN).text
    headings = ["Still waiting", "This week", "Next week", "Week 1 ", "When it suits", "Done last"]
    places = [page.index(heading) for heading in headings]
    assert places == sorted(places)
    for text in ("Jeg vil være gartner", "Grønne fingre", "Mette Ravn", "mette@example.invalid"):
        assert text in page
    assert 'href="tel:+4545973001"' in page
    assert "Done on Monday 23 November" in page


def test_goal_and_strengths_are_written_and_changed(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    assert "Write my goal" in client.get(PLAN).text
    client.post(f"{PLAN}/maal", data={"goal": "Jeg vil være kok"})
    client.post(f"{PLAN}/styrker", data={"strengths": "Jeg er rolig"})
    page = client.get(PLAN).text
    assert "Jeg vil være kok" in page
    assert "Jeg er rolig" in page
    assert "Change my goal" in page
    assert "Jeg vil være kok" in client.get(f"{PLAN}/maal").text
    answer = client.post(f"{PLAN}/maal", data={"goal": "x" * 100_000})
    assert answer.status_code == 422
    assert "Write at most 2000 characters." in answer.text
    session.expire_all()
    assert session.get_one(Plan, citizen.id).goal == "Jeg vil være kok"


def test_a_task_of_ones_own_from_added_to_done_and_back(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    for _ in range(2):  # a double click
        client.post(f"{PLAN}/opgaver/ny", data={"title": "Ring til Føtex"} | MONDAY_NEXT)
    [task] = queries.contents(session, citizen.id).open_tasks
    assert (task.owner, task.due_on, task.created_by_staff_id) == (
        "citizen",
        date(2026, 11, 30),
        None,
    )
    page = client.get(PLAN).text
    assert "By Monday 30 November" in page
    assert "Mark as done: Ring til Føtex" in page
    for _ in range(2):
        page = client.post(f"{PLAN}/opgaver/{task.id}", follow_redirects=True).text
    assert "Not done after all: Ring til Føtex" in page
    client.post(f"{PLAN}/opgaver/{task.id}", data={"done": "no"})
    assert "Mark as done: Ring til Føtex" in client.get(PLAN).text
    client.post(f"{PLAN}/opgaver/{task.id}/fjern")
    assert queries.contents(session, citizen.id).open_tasks == []
    assert [action for action, _ in audited(session)] == ["add", "tick", "untick", "remove"]


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/borger", "/borger"), ("//evil.example", PLAN), ("https:evil.example", PLAN), ("", PLAN)],
)
def test_ticking_leads_back_to_a_page_of_ours(
    client: FlaskClient, citizen: Citizen, wanted: str, leads_to: str
) -> None:
    task = PlanTaskFactory(citizen=citizen)
    answer = client.post(f"{PLAN}/opgaver/{task.id}", data={"next": wanted})
    assert answer.location == leads_to


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"title": "  "}, "Write what is to be done."),
        ({"title": "x" * 201}, "Write at most 200 characters."),
        ({"title": "Ring"} | MONDAY_NEXT | {"due_on-day": "22"}, "The day has gone by."),
        ({"title": "Ring"} | MONDAY_NEXT | {"due_on-day": "31"}, "There is no day 31"),
        ({"title": "Ring"} | MONDAY_NEXT | {"due_on-month": "13"}, "There is no month 13"),
        ({"title": "Ring"} | MONDAY_NEXT | {"due_on-year": "2099"}, "more than two years away"),
        ({"title": "Ring"} | MONDAY_NEXT | {"due_on-year": "9999"}, "the year with four digits"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    client: FlaskClient,
    desk: FlaskClient,
    session: orm.Session,
    citizen: Citizen,
    values: dict[str, str],
    says: str,
) -> None:
    own = client.post(f"{PLAN}/opgaver/ny", data=values)
    theirs = desk.post(
        f"/personale/borger/{citizen.id}/plan", data=values | {"owner": "caseworker"}
    )
    for answer in (own, theirs):
        assert answer.status_code == 422
        assert answer.text.count(says) == 2  # in the summary and beside the field
        assert f'value="{values["title"].strip()}"' in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(PlanTask)) == 0


def test_code_in_text_is_text(client: FlaskClient, desk: FlaskClient, citizen: Citizen) -> None:
    bad = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    client.post(f"{PLAN}/maal", data={"goal": bad})
    client.post(f"{PLAN}/styrker", data={"strengths": bad})
    client.post(f"{PLAN}/opgaver/ny", data={"title": bad})
    for page in (client.get(PLAN).text, desk.get(f"/personale/borger/{citizen.id}/plan").text):
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page
        assert "{{ 7*7 }}" in page


def test_anothers_task_answers_as_a_missing_one(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    theirs = PlanTaskFactory()
    agreed = PlanTaskFactory(citizen=citizen, owner="caseworker")
    for task_id in (theirs.id, agreed.id, agreed.id + 1, 10**30):
        assert client.post(f"{PLAN}/opgaver/{task_id}").status_code == 404
        assert client.post(f"{PLAN}/opgaver/{task_id}/fjern").status_code == 404
        assert client.get(f"{PLAN}/opgaver/{task_id}").status_code in (404, 405)
    session.expire_all()
    assert session.get_one(PlanTask, theirs.id).done_at is None
    assert audited(session) == []


def test_the_caseworkers_look_and_task_are_written_down(
    desk: FlaskClient, client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    fill(citizen, now)
    address = f"/personale/borger/{citizen.id}/plan"
    page = desk.get(address).text
    assert "Jeg vil være gartner" in page
    assert "Anna" in page
    look = session.scalars(sa.select(AuditEvent)).one()
    assert (look.action, look.subject, look.citizen_id, look.person_id, look.role) == (
        "read",
        "plan",
        citizen.id,
        citizen.caseworker_id,
        "caseworker",
    )
    data = {"title": "Send CV til Irma", "owner": "citizen"} | MONDAY_NEXT
    answer = desk.post(address, data=data, follow_redirects=True)
    assert "The task is in the plan. Anna sees it now." in answer.text
    assert "Send CV til Irma" in client.get(PLAN).text
    added = session.scalars(sa.select(PlanTask).where(PlanTask.title == "Send CV til Irma")).one()
    assert added.created_by_staff_id == citizen.caseworker_id
    assert client.post(f"{PLAN}/opgaver/{added.id}/fjern").status_code == 404
    assert ("add", "plan") in audited(session)


def test_a_form_that_failed_shows_the_plan_and_leaves_the_look(
    desk: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    fill(citizen, now)
    address = f"/personale/borger/{citizen.id}/plan"
    for path in (address, f"{address}/kontakter"):
        answer = desk.post(path, data={})
        assert answer.status_code == 422
        assert "Jeg vil være gartner" in answer.text
    assert audited(session) == [("read", "plan")] * 2


def test_the_caseworker_ticks_off_the_job_centres_own_tasks_only(
    desk: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    ours = PlanTaskFactory(citizen=citizen, owner="caseworker")
    theirs = PlanTaskFactory(citizen=citizen)
    address = f"/personale/borger/{citizen.id}/plan/opgaver"
    assert desk.post(f"{address}/{ours.id}").status_code == 302
    assert desk.post(f"{address}/{theirs.id}").status_code == 404
    session.expire_all()
    assert session.get_one(PlanTask, ours.id).done_at is not None
    assert session.get_one(PlanTask, theirs.id).done_at is None


@pytest.mark.parametrize(
    ("role", "own_team", "status"),
    [
        ("caseworker", True, 200),
        ("team_lead", True, 200),
        ("caseworker", False, 404),
        ("team_lead", False, 404),
        ("business_consultant", True, 403),
        ("analyst", True, 403),
        ("administrator", True, 403),
    ],
)
def test_who_of_the_staff_sees_a_plan(
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    role: str,
    own_team: bool,
    status: int,
) -> None:
    team = {"team": citizen.caseworker.team} if own_team else {}
    person: Staff = StaffFactory(role=role, **team)
    client = client_for(person)
    address = f"/personale/borger/{citizen.id}/plan"
    assert client.get(address).status_code == status
    posted = client.post(address, data={"title": "Ring", "owner": "citizen"})
    assert posted.status_code == (302 if status == 200 else status)
    added = session.scalar(sa.select(sa.func.count()).select_from(PlanTask))
    assert added == (1 if status == 200 else 0)
    missing = client.get(f"/personale/borger/{citizen.id + 1000}/plan")
    assert missing.status_code == (404 if status == 200 else status)


def test_others_come_to_neither_side(client_for: SignInAs, citizen: Citizen) -> None:
    business = client_for(BusinessUserFactory())
    staff_page = f"/personale/borger/{citizen.id}/plan"
    assert business.get(PLAN).status_code == 403
    assert business.get(staff_page).status_code == 403
    assert client_for(citizen).get(staff_page).status_code == 403
    assert client_for(citizen.caseworker).get(PLAN).status_code == 403


def test_the_pages_take_few_statements(
    client: FlaskClient, desk: FlaskClient, engine: sa.Engine, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory.create_batch(25, citizen=citizen)
    fill(citizen, now)
    with counted(engine) as sent:
        assert client.get(PLAN).status_code == 200
    assert len(sent) - 1 <= 10, "\n".join(sent)  # one is the sign-in, one counts the use
    with counted(engine) as sent:
        assert desk.get(f"/personale/borger/{citizen.id}/plan").status_code == 200
    assert len(sent) - 1 <= 7, "\n".join(sent)  # one of them writes the look down
