"""What both agree on, who works together, templates, and use that knows nobody."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.plan import defaults, queries
from portal.plan.models import PlanContact, PlanTask, PlanUse, PlanVersion
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

PLAN = "/borger/min-plan"


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm", target_group="education_ready")
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)


@pytest.fixture
def desk(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen.caseworker)


@pytest.fixture
def here(citizen: Citizen) -> str:
    return f"/personale/borger/{citizen.id}/plan"


def add_task(desk: FlaskClient, here: str, title: str) -> None:
    assert desk.post(here, data={"title": title, "owner": "citizen"}).status_code == 302


def told(session: orm.Session) -> list[str]:
    kinds = sa.select(OutboxMessage.kind).where(OutboxMessage.channel == "inbox")
    return list(session.scalars(kinds.order_by(OutboxMessage.id)))


def test_a_version_is_proposed_and_agreed_on(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    client.post(f"{PLAN}/maal", data={"goal": "Jeg vil være <b>kok</b>"})
    add_task(desk, here, "Ring til tre kantiner")
    desk.post(f"{here}/forslag")
    assert "See what has changed" in client.get(PLAN).text
    page = client.get(f"{PLAN}/aftale").text
    assert "<ins>Jeg vil være &lt;b&gt;kok&lt;/b&gt;</ins>" in page
    assert "<ins>Ring til tre kantiner</ins>" in page
    assert client.post(f"{PLAN}/aftale/1", data={}).status_code == 422
    for _ in range(2):  # pressed twice
        client.post(f"{PLAN}/aftale/1", data={"answer": "yes"})
    assert "You agreed on this plan on Monday 23 November" in client.get(PLAN).text
    assert "Version 1, agreed on" in desk.get(here).text
    assert told(session) == ["plan_proposed", "plan_agreed"]
    assert "nothing to ask" in desk.post(f"{here}/forslag", follow_redirects=True).text


def test_only_the_current_version_can_be_agreed_to(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    add_task(desk, here, "Første")
    desk.post(f"{here}/forslag")
    add_task(desk, here, "Anden")
    assert "has been changed since it was proposed" in client.get(f"{PLAN}/aftale").text
    page = client.post(f"{PLAN}/aftale/1", data={"answer": "yes"}, follow_redirects=True).text
    assert "Look at the newest version first." in page
    desk.post(f"{here}/forslag")
    page = client.post(f"{PLAN}/aftale/1", data={"answer": "yes"}, follow_redirects=True).text
    assert "answered or replaced" in page
    client.post(f"{PLAN}/aftale/2", data={"answer": "yes"})
    answers = session.scalars(sa.select(PlanVersion.answer).order_by(PlanVersion.number))
    assert list(answers) == ["replaced", "agreed"]
    assert client.post(f"{PLAN}/aftale/9", data={"answer": "yes"}).status_code == 404


def test_doing_a_task_changes_no_plan(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    add_task(desk, here, "Ring")
    desk.post(f"{here}/forslag")
    task_id = session.scalars(sa.select(PlanTask.id)).one()
    with clock.frozen(clock.now().replace(minute=10)):
        client.post(f"{PLAN}/opgaver/{task_id}", data={"done": "yes"})
        page = client.post(f"{PLAN}/aftale/1", data={"answer": "yes"}, follow_redirects=True)
    assert "You and your caseworker agree" in page.text
    assert session.scalars(sa.select(PlanVersion.answer)).one() == "agreed"


def test_a_no_says_what_is_to_be_different(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    add_task(desk, here, "Ring")
    desk.post(f"{here}/forslag")
    assert client.post(f"{PLAN}/aftale/1", data={"answer": "no"}).status_code == 422
    client.post(f"{PLAN}/aftale/1", data={"answer": "no", "reply": "For mange opkald"})
    page = desk.get(here).text
    assert "For mange opkald" in page
    assert told(session)[-1] == "plan_objected"
    desk.post(f"{here}/forslag")  # the same again is allowed after a no: they have talked
    assert session.scalar(sa.select(sa.func.count()).select_from(PlanVersion)) == 2


def test_the_database_lets_one_version_wait(session: orm.Session, citizen: Citizen) -> None:
    row = {
        "citizen_id": citizen.id,
        "content": {},
        "proposed_by_id": citizen.caseworker_id,
        "proposed_at": clock.now(),
    }
    session.execute(sa.insert(PlanVersion).values(number=1, **row))
    with (
        pytest.raises(sa.exc.IntegrityError, match="plan_version_one_open"),
        session.begin_nested(),
    ):
        session.execute(sa.insert(PlanVersion).values(number=2, **row))


def test_another_team_and_another_citizen_see_nothing(
    client_for: SignInAs, desk: FlaskClient, here: str
) -> None:
    add_task(desk, here, "Ring")
    desk.post(f"{here}/forslag")
    stranger = client_for(StaffFactory(role="caseworker"))
    for path in ("forslag", "skabelon", "kontakter"):
        assert stranger.post(f"{here}/{path}").status_code == 404
    other = client_for(CitizenFactory())
    assert other.post(f"{PLAN}/aftale/1", data={"answer": "yes"}).status_code == 404


def test_the_template_adds_the_three_steps_once(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    defaults.load_defaults(session)
    assert "3 tasks are added." in desk.post(f"{here}/skabelon", follow_redirects=True).text
    assert "in the plan already" in desk.post(f"{here}/skabelon", follow_redirects=True).text
    rows = session.execute(sa.select(PlanTask.step, PlanTask.due_on).order_by(PlanTask.step)).all()
    assert rows == [(1, date(2026, 12, 23)), (2, date(2027, 3, 23)), (3, date(2027, 9, 19))]
    page = client.get(PLAN).text
    order = [page.index(text) for text in ("Choose an education", "Apply for it", "complete it")]
    assert order == sorted(order)


def test_who_works_together_is_seen(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    mentor = {"role": "mentor", "name": "Bo <i>Bang</i>", "phone": "12345678"}
    desk.post(f"{here}/kontakter", data=mentor)
    assert desk.post(f"{here}/kontakter", data=mentor).status_code == 422
    assert desk.post(f"{here}/kontakter", data={"role": "mentor", "name": "Ib"}).status_code == 422
    assert desk.post(f"{here}/kontakter", data=mentor | {"role": "king"}).status_code == 422
    page = client.get(PLAN).text
    assert "Bo &lt;i&gt;Bang&lt;/i&gt;" in page
    assert "They work together" in page
    contact_id = session.scalars(sa.select(PlanContact.id)).one()
    desk.post(f"{here}/kontakter/{contact_id}/fjern")
    assert "They work together" not in client.get(PLAN).text


def test_the_citizen_says_how_a_task_goes(
    client: FlaskClient, client_for: SignInAs, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    add_task(desk, here, "Ring")
    task_id = session.scalars(sa.select(PlanTask.id)).one()
    path = f"{PLAN}/opgaver/{task_id}/kommentar"
    client.post(path, data={"comment": "Svært at nå"})
    assert "Svært at nå" in desk.get(here).text
    assert "Svært at nå" in client.get(path).text
    assert client_for(CitizenFactory()).get(path).status_code == 404


def test_two_devices_both_are_seen(client: FlaskClient) -> None:
    path = f"{PLAN}/retninger"
    mark = client.get(path).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(path, data={"direction_a": "Kok", "seen": mark}).status_code == 302
    answer = client.post(path, data={"direction_a": "Bager", "seen": mark})
    assert answer.status_code == 409
    assert "Kok" in answer.text
    assert "Bager" in answer.text


def test_use_is_counted_by_month_and_knows_nobody(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str, now: datetime
) -> None:
    add_task(desk, here, "Ring")
    for _ in range(3):
        client.get(PLAN)
    task_id = session.scalars(sa.select(PlanTask.id)).one()
    client.post(f"{PLAN}/opgaver/{task_id}", data={"done": "yes"})
    month = date(2026, 11, 1)
    assert queries.use(session, month) == {(month, "opened"): 3, (month, "task_done"): 1}
    assert set(PlanUse.__table__.columns.keys()) == {"month", "what", "times"}


def test_an_occupation_is_found_and_added_to_a_direction(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    page = client.get(f"{PLAN}/retninger").text
    assert page.count('data-suggest="/begreber') == 3
    sent = {
        "direction_a": "Kok",
        "find_a": "Kantineassistent",
        "find_c": "Buschauffør",
        "more": "1",
    }
    answer = client.post(f"{PLAN}/retninger", data=sent)
    assert answer.location == f"{PLAN}/retninger"
    plan = queries.head(session, citizen.id)
    assert (plan.direction_a, plan.direction_c) == ("Kok\nKantineassistent", "Buschauffør")
    too_long = client.post(f"{PLAN}/retninger", data={"find_b": "x" * 81})
    assert too_long.status_code == 422
    assert "x" * 81 in too_long.text, "nothing is lost"


def test_what_the_caseworker_added_this_week_is_marked_as_new(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str
) -> None:
    add_task(desk, here, "Ring til Netto")
    client.post(f"{PLAN}/opgaver/ny", data={"title": "Min egen"})
    page = client.get(PLAN).text
    assert page.count("</svg>New</span>") == 1
    session.execute(sa.update(PlanTask).values(created_at=datetime(2026, 11, 1, tzinfo=UTC)))
    session.expire_all()
    assert "</svg>New</span>" not in client.get(PLAN).text


def test_the_plan_says_what_is_new_since_it_was_agreed_on(
    client: FlaskClient, desk: FlaskClient, session: orm.Session, here: str, now: datetime
) -> None:
    client.post(f"{PLAN}/maal", data={"goal": "Jeg vil være kok"})
    add_task(desk, here, "Ring til Netto")
    assert "New since" not in client.get(PLAN).text  # nothing is agreed on yet
    desk.post(f"{here}/forslag")
    client.post(f"{PLAN}/aftale/1", data={"answer": "yes"})
    assert "New since" not in client.get(PLAN).text
    task_id = session.scalars(sa.select(PlanTask.id)).one()
    client.post(f"{PLAN}/opgaver/{task_id}", data={"done": "yes"})
    assert "New since" not in client.get(PLAN).text  # doing a task changes no plan
    client.post(f"{PLAN}/maal", data={"goal": "Jeg vil være <i>bager</i>"})
    add_task(desk, here, "Ring til bageren")
    page = client.get(PLAN).text
    assert "New since you agreed on Monday 23 November" in page
    assert "<del>Jeg vil være kok</del>" in page
    assert "<ins>Jeg vil være &lt;i&gt;bager&lt;/i&gt;</ins>" in page
    assert "<ins>Ring til bageren</ins>" in page
    assert "<del>Ring til Netto</del>" not in page
    with clock.frozen(now + timedelta(hours=1)):
        desk.post(f"{here}/forslag")
        client.post(f"{PLAN}/aftale/2", data={"answer": "yes"})
        assert "New since" not in client.get(PLAN).text


def test_the_use_of_plans_is_a_table_with_nothing_small_in_it(
    client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    lead = client_for(StaffFactory(role="team_lead"))
    lead.set_cookie("lang", "en")
    here = "/personale/maaltal/brug-af-min-plan"
    assert "Nothing is counted yet" in lead.get(here).text
    session.add_all(
        [
            PlanUse(month=date(2026, 9, 1), what="opened", times=1312),
            PlanUse(month=date(2026, 9, 1), what="task_done", times=4),
            PlanUse(month=date(2026, 11, 1), what="opened", times=5),
            PlanUse(month=date(2024, 1, 1), what="opened", times=777),
        ]
    )
    session.commit()
    page = lead.get(here).text
    assert "1,312" in page
    rows = re.findall(r'<th scope="row">(.*?)</tr>', page, re.S)
    assert [row.split()[0] for row in rows] == ["November", "October", "September"]
    assert ["fewer than 5" in row for row in rows] == [True, True, True]
    assert ">4<" not in page  # too small
    assert "777" not in page  # too long ago
    assert here in lead.get("/personale/maaltal").text
    assert client_for(StaffFactory(role="department")).get(here).status_code == 403
    assert client.get(here).status_code == 403
