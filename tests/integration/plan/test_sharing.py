"""Other departments see what the citizen chose, while it holds, and nothing else."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.notifications.models import OutboxMessage
from portal.plan.models import PlanShare
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.plan import PlanFactory, PlanTaskFactory
from tests.integration.conftest import SignInAs, english

pytestmark = pytest.mark.usefixtures("at_now")

OWN = "/borger/min-plan/deling"
SHARED = "/personale/delte-planer"


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    PlanFactory(citizen=made, goal="Passe dyr", strengths="Tålmodig", barriers="Jeg sover dårligt")
    PlanTaskFactory(citizen=made, title="Ring til dyrehandlen")
    return made


@pytest.fixture
def nurse(session: orm.Session) -> Staff:
    made: Staff = StaffFactory(name="Dorte Friis", role="department")
    return made


@pytest.fixture
def client(client_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english(client_for(citizen))


@pytest.fixture
def desk(client_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english(client_for(citizen.caseworker))


@pytest.fixture
def outside(client_for: SignInAs, nurse: Staff) -> FlaskClient:
    return english(client_for(nurse))


def invitation(invited: Staff, **changes: object) -> dict[str, object]:
    day = {"until-day": "31", "until-month": "12", "until-year": "2026"}
    fields = {"who": str(invited.id), "sections": ["goal", "tasks"], "why": "Vi mødes om søvn"}
    return {**fields, **day, **changes}


@pytest.fixture
def share(session: orm.Session, desk: FlaskClient, citizen: Citizen, nurse: Staff) -> PlanShare:
    """Dorte is asked for, the citizen has not answered."""
    path = f"/personale/borger/{citizen.id}/plan/deling"
    assert desk.post(path, data=invitation(nurse)).status_code == 302
    return session.scalars(sa.select(PlanShare)).one()


def allow(client: FlaskClient, share: PlanShare, *sections: str) -> int:
    data = {f"s{share.id}-sections": list(sections)}
    return client.post(f"{OWN}/{share.id}", data=data).status_code


def told(session: orm.Session, kind: str) -> int:
    found = sa.select(sa.func.count()).where(
        OutboxMessage.kind == kind, OutboxMessage.channel == "inbox"
    )
    return session.scalar(found) or 0


def test_nothing_is_seen_before_the_yes(
    session: orm.Session, client: FlaskClient, outside: FlaskClient, share: PlanShare
) -> None:
    assert told(session, "plan_share_asked") == 1
    assert outside.get(f"{SHARED}/{share.id}").status_code == 404
    assert "Anna" not in outside.get(SHARED).text
    page = client.get(OWN).text
    assert "Dorte Friis" in page
    assert "Vi mødes om søvn" in page
    assert " checked" not in page, "nothing is chosen beforehand"
    assert "May somebody else see parts of your plan?" in client.get("/borger").text


def test_only_what_was_chosen_is_seen_and_each_look_is_told(
    session: orm.Session, client: FlaskClient, outside: FlaskClient, share: PlanShare
) -> None:
    assert allow(client, share, "goal") == 302
    assert (told(session, "plan_shared"), told(session, "plan_share_accepted")) == (1, 1)
    assert "Anna Holm" in outside.get(SHARED).text
    page = outside.get(f"{SHARED}/{share.id}").text
    assert "Passe dyr" in page
    for hidden in ("Ring til dyrehandlen", "Jeg sover dårligt", "Tålmodig"):
        assert hidden not in page
    looked = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.subject == "plan_share", AuditEvent.action == "read")
    ).one()
    assert looked.details == {"shown": ["goal"]}
    assert "Has looked once" in client.get(OWN).text
    assert "Dorte Friis" in client.get("/borger/min-plan").text


def test_what_was_not_asked_for_is_never_shown(
    session: orm.Session, client: FlaskClient, outside: FlaskClient, share: PlanShare
) -> None:
    assert allow(client, share, "barriers") == 422
    assert allow(client, share, "barriers", "tasks", "nonsense") == 302
    session.refresh(share)
    assert share.shown == ["tasks"]
    assert "Jeg sover dårligt" not in outside.get(f"{SHARED}/{share.id}").text


def test_the_citizen_chooses_anew_and_stops_it_at_once(
    session: orm.Session, client: FlaskClient, outside: FlaskClient, share: PlanShare
) -> None:
    allow(client, share, "goal", "tasks")
    allow(client, share, "tasks")
    page = outside.get(f"{SHARED}/{share.id}").text
    assert "Ring til dyrehandlen" in page
    assert "Passe dyr" not in page
    assert client.post(f"{OWN}/{share.id}/slut").status_code == 302
    assert outside.get(f"{SHARED}/{share.id}").status_code == 404
    assert client.post(f"{OWN}/{share.id}/slut").status_code == 302
    assert told(session, "plan_share_ended") == 1
    assert allow(client, share, "goal") == 422, "what has ended is not opened again"
    session.refresh(share)
    assert share.ended_at is not None


def test_it_ends_by_itself_after_the_last_day(
    client: FlaskClient, client_for: SignInAs, nurse: Staff, share: PlanShare
) -> None:
    allow(client, share, "goal")
    for moment, answer in (
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 200),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), 404),  # midnight in Denmark
    ):
        with clock.frozen(moment):
            outside = client_for(nurse)
            assert outside.get(f"{SHARED}/{share.id}").status_code == answer
            assert ("Anna Holm" in outside.get(SHARED).text) is (answer == 200)


def test_the_caseworker_takes_it_back(
    desk: FlaskClient, client: FlaskClient, outside: FlaskClient, citizen: Citizen, share: PlanShare
) -> None:
    allow(client, share, "goal")
    path = f"/personale/borger/{citizen.id}/plan/deling/{share.id}/slut"
    assert desk.post(path).status_code == 302
    assert outside.get(f"{SHARED}/{share.id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until-year": "2025"}, "The last day has gone by."),
        ({"until-year": "2029"}, "at most a year"),
        ({"sections": []}, "Choose at least one part of the plan."),
        ({"sections": ["everything"]}, "Choose at least one part of the plan."),
        ({"why": ""}, "Write why."),
        ({"why": "x" * 301}, "at most 300"),
        ({"who": "999999"}, "Choose who it is."),
    ],
)
def test_an_impossible_invitation_is_refused_in_words(
    session: orm.Session,
    desk: FlaskClient,
    citizen: Citizen,
    nurse: Staff,
    changes: dict[str, object],
    sentence: str,
) -> None:
    path = f"/personale/borger/{citizen.id}/plan/deling"
    answer = desk.post(path, data=invitation(nurse, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(sa.select(sa.func.count(PlanShare.id))) == 0


def test_nobody_is_invited_twice_at_a_time(
    desk: FlaskClient, citizen: Citizen, nurse: Staff, share: PlanShare
) -> None:
    path = f"/personale/borger/{citizen.id}/plan/deling"
    answer = desk.post(path, data=invitation(nurse))
    assert answer.status_code == 422
    assert "invited already" in answer.text


def test_the_own_team_and_the_office_are_not_invited(
    session: orm.Session, desk: FlaskClient, citizen: Citizen
) -> None:
    path = f"/personale/borger/{citizen.id}/plan/deling"
    beside = StaffFactory(team=citizen.caseworker.team)
    for one in (
        beside,
        StaffFactory(role="analyst"),
        StaffFactory(role="department", active=False),
    ):
        assert desk.post(path, data=invitation(one)).status_code == 422
    assert session.scalar(sa.select(sa.func.count(PlanShare.id))) == 0


def test_anothers_invitation_is_a_missing_one(
    client: FlaskClient, client_for: SignInAs, share: PlanShare
) -> None:
    stranger, other = english(client_for(CitizenFactory())), client_for(StaffFactory())
    assert allow(stranger, share, "goal") == 404
    assert stranger.post(f"{OWN}/{share.id}/slut").status_code == 404
    allow(client, share, "goal")
    assert other.get(f"{SHARED}/{share.id}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/personale/borger/{}",
        "/personale/borger/{}/plan",
        "/personale/borger/{}/plan/deling",
        "/personale/borger/{}/cv",
        "/personale/borger/{}/joblog",
        "/personale/borger/{}/samtaler",
        "/personale/henvendelser",
        "/personale/regelbog",
        "/personale/maaltal",
    ],
)
def test_another_department_sees_nothing_else(
    outside: FlaskClient, client: FlaskClient, citizen: Citizen, share: PlanShare, path: str
) -> None:
    allow(client, share, "goal")
    assert outside.get(path.format(citizen.id)).status_code == 403


def test_their_first_page_is_the_list(outside: FlaskClient, share: PlanShare) -> None:
    assert outside.get("/personale").location == SHARED
    assert "No plans right now" in outside.get(SHARED).text


def test_the_database_shows_nothing_without_a_yes(session: orm.Session, share: PlanShare) -> None:
    for values in ({"shown": ["goal"]}, {"answer": "accepted", "answered_at": share.asked_at}):
        with pytest.raises(sa.exc.IntegrityError, match="plan_share_shows"), session.begin_nested():
            session.execute(sa.update(PlanShare).values(**values))
