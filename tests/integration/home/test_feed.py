"""One feed: what waits, by deadline and with who expects it; what has happened, for both sides."""

import re
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.home import feed
from portal.joblog.models import JobLogGoal
from portal.notifications.models import OutboxMessage
from portal.plan.models import PlanTask, PlanVersion
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.factories.joblog import JobLogEntryFactory
from tests.factories.openings import ReferralFactory
from tests.factories.plan import PlanTaskFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

HISTORY = "/borger/det-er-sket"


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """A citizen of Mette Ravn's, whose job log has no goal."""
    mette = StaffFactory(name="Mette Ravn")
    made: Citizen = CitizenFactory(
        name="Anna Holm", caseworker=mette, target_group="sickness_benefit"
    )
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def told(session: orm.Session, citizen: Citizen, number: int, at: datetime) -> None:
    session.add_all(
        OutboxMessage(
            event=f"test:{n}",
            kind="cv_to_confirm",
            audience="citizen",
            recipient_id=citizen.id,
            channel="inbox",
            language="da",
            subject=f"Besked {n:03}",
            body="",
            created_at=at,
            due_at=at,
        )
        for n in range(number)
    )
    session.flush()


def with_all_that_can_wait(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    """Tasks of both, an opening to answer, a next step, and a plan to agree to."""
    today = clock.local_date(now)
    PlanTaskFactory(citizen=citizen, title="Mal et skilt", due_on=today + timedelta(days=20))
    PlanTaskFactory(
        citizen=citizen,
        title="Ring til Netto",
        due_on=today + timedelta(days=2),
        created_by_staff_id=citizen.caseworker_id,
    )
    ReferralFactory(
        citizen=citizen,
        asked_by=StaffFactory(name="Kasper Dahl"),
        asked_at=now,
        answer_by=now + timedelta(days=1),
    )
    JobLogEntryFactory(
        citizen=citizen, next_step="Ring igen", next_on=today + timedelta(days=5), title="Kok"
    )
    session.add(
        PlanVersion(
            citizen_id=citizen.id,
            number=1,
            content={"tasks": []},
            proposed_by_id=citizen.caseworker_id,
            proposed_at=now,
        )
    )
    session.flush()


def test_what_waits_comes_by_deadline_with_who_expects_it(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    with_all_that_can_wait(session, citizen, now)
    listed = feed.to_do(session, citizen.id, now)
    deadlines = [one.until for one in listed if one.until]
    assert deadlines == sorted(deadlines)
    assert len(listed) > len(deadlines), "what has no deadline is not lost, and comes last"
    assert listed[-1].until is None
    page = text_of(client.get("/borger").text)
    order = [
        "Is this a job for you? Bager",
        "Ring til Netto",
        "Ring igen",
        "Mal et skilt",
        "Say whether the plan is right for you",
    ]
    places = [page.index(title) for title in order]
    assert places == sorted(places)
    assert "expected by Kasper Dahl" in page
    assert "expected by Mette Ravn" in page
    assert "your own plan" in page


def test_a_talk_to_book_stands_on_top_whatever_is_due_before(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(citizen=citizen, title="Ring til Netto", due_on=clock.local_date(now))
    ObligationFactory(citizen=citizen)
    page = client.get("/borger").text
    assert page.index("Book your next talk no later than") < page.index("Ring til Netto")
    assert page.count("button-primary") == 1


def test_without_a_duty_the_first_deadline_is_the_next_step(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(citizen=citizen, title="Ring til Netto", due_on=date(2026, 11, 2))
    page = client.get("/borger").text
    assert "Your next step" in page
    assert "The day has gone by" in page
    assert page.count("button-primary") == 1


def test_a_goal_that_is_proposed_and_one_not_yet_reached_wait(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    monday = date(2026, 11, 23)
    session.add_all(
        [
            JobLogGoal(
                citizen_id=citizen.id,
                per_week=2,
                valid_from=monday,
                answer="accepted",
                answered_at=now,
                proposed_by_id=citizen.caseworker_id,
            ),
            JobLogGoal(
                citizen_id=citizen.id,
                per_week=4,
                valid_from=monday,
                proposed_by_id=citizen.caseworker_id,
            ),
        ]
    )
    session.flush()
    page = text_of(client.get("/borger").text)
    assert "Apply for 2 more jobs this week" in page
    assert "No later than Sunday 29 November" in page
    assert "Are 4 jobs a week right for you?" in page
    assert "Agreed with Mette Ravn: 2 jobs a week" in page


def test_what_has_happened_comes_from_all_rooms_newest_first(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(citizen=citizen, title="Gå en tur", done_at=now - timedelta(hours=1))
    JobLogEntryFactory(citizen=citizen, title="Kok", created_at=now - timedelta(hours=3))
    friday = date(2026, 11, 20)
    TalkFactory(citizen=citizen, during=during(friday, "09:00"), status="held")
    ReferralFactory(citizen=citizen, answer="no", asked_at=now - timedelta(hours=2))
    told(session, citizen, 1, now - timedelta(minutes=5))
    page = text_of(client.get(HISTORY).text)
    order = [
        "Besked 000",
        "Done: Gå en tur",
        "No to the job: Bager, Ørholm Bageri",
        "In the job log: Kok, Føtex",
        "Talk held with Mette Ravn",
    ]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    assert "Not read" in page


def test_what_is_yet_to_come_or_taken_back_has_not_happened(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    told(session, citizen, 1, now + timedelta(hours=1))
    assert feed.happened(session, citizen.id, now, most=10).events == []
    session.execute(sa.update(OutboxMessage).values(due_at=now, dropped_at=now))
    assert feed.happened(session, citizen.id, now, most=10).events == []


def test_five_hundred_events_are_read_a_page_at_a_time_and_each_once(
    client: FlaskClient, engine: sa.Engine, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(citizen=citizen, title="Uden dag")
    client.get("/borger")
    with counted(engine) as few:
        client.get("/borger")
    # Many at the very same moment: a page must not end between them and lose some.
    told(session, citizen, 300, now - timedelta(days=1))
    session.add_all(
        PlanTask(
            citizen_id=citizen.id,
            title=f"Opgave {n:03}",
            done_at=now - timedelta(days=1),
            created_at=now,
        )
        for n in range(200)
    )
    session.flush()
    with counted(engine) as many:
        client.get("/borger")
    assert len(many) == len(few)
    with counted(engine) as read:
        feed.happened(session, citizen.id, now, most=40)
    assert len(read) == 1
    seen: list[str] = []
    path, pages = HISTORY, 0
    while path and pages < 20:
        page = client.get(path).text
        pages += 1
        seen += re.findall(r"Besked \d{3}|Done: Opgave \d{3}", page)
        older = re.search(r'href="(/borger/det-er-sket\?foer=[^"&]+)"', page)
        path = older[1] if older else ""
    assert pages == 13
    assert len(seen) == len(set(seen)) == 500


@pytest.mark.parametrize(
    "mark",
    [
        "x",
        "1.told.x",
        "1.nothing.1",
        "9" * 40 + ".told.1",
        "-1.told.1",
        "1.told." + "9" * 40,
        "١.told.1",
    ],
)
def test_a_mark_that_is_not_ours_shows_the_newest(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime, mark: str
) -> None:
    told(session, citizen, 1, now)
    page = client.get(HISTORY, query_string={"foer": mark})
    assert page.status_code == 200
    assert "Besked 000" in page.text


def test_text_is_text(client: FlaskClient, citizen: Citizen, now: datetime) -> None:
    PlanTaskFactory(citizen=citizen, title="<b>100 %(who)s</b>", done_at=now)
    PlanTaskFactory(citizen=citizen, title="<script>x</script>")
    page = client.get("/borger").text
    assert "Done: &lt;b&gt;100 %(who)s&lt;/b&gt;" in page
    assert "<script>x" not in page


def test_staff_see_the_same_and_the_look_is_written_down(
    client_for: SignInAs, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(citizen=citizen, title="Ring til Netto")
    told(session, citizen, 1, now)
    desk = client_for(citizen.caseworker)
    desk.set_cookie("lang", "en")
    page = desk.get(f"/personale/borger/{citizen.id}").text
    assert "Besked 000" in page
    assert "Ring til Netto" in page
    assert "/borger/min-plan" not in page, "staff do not act as the citizen"
    looked = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == "feed")).one()
    assert (looked.action, looked.citizen_id) == ("read", citizen.id)


@pytest.mark.parametrize(
    ("role", "same_team", "answer"),
    [
        ("caseworker", True, 200),
        ("team_lead", True, 200),
        ("caseworker", False, 404),
        ("business_consultant", True, 403),
        ("analyst", True, 403),
    ],
)
def test_only_the_citizens_own_team_sees_it(
    client_for: SignInAs, citizen: Citizen, role: str, same_team: bool, answer: int
) -> None:
    team = {"team": citizen.caseworker.team} if same_team else {}
    desk = client_for(StaffFactory(role=role, **team))
    assert desk.get(f"/personale/borger/{citizen.id}").status_code == answer


def test_another_citizens_events_are_not_seen(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    other = CitizenFactory()
    PlanTaskFactory(citizen=other, title="Fremmed", done_at=now)
    JobLogEntryFactory(citizen=other)
    ReferralFactory(citizen=other, answer="yes")
    told(session, other, 3, now)
    assert feed.happened(session, citizen.id, now, most=10).events == []
    assert [one for one in feed.to_do(session, citizen.id, now) if one.endpoint != "cv.show"] == []
