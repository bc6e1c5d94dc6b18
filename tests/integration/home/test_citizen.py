"""The citizen's own page."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import defaults as booking_defaults
from portal.core import clock
from portal.core.access import Audience
from portal.notifications import service as notifications
from portal.plan.models import PlanTask
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.factories.openings import ReferralFactory
from tests.factories.plan import PlanTaskFactory
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def citizen() -> Citizen:
    """A citizen with nothing yet."""
    citizen: Citizen = CitizenFactory(name="Anna Holm")
    return citizen


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def test_nothing_to_do_is_said(client: FlaskClient) -> None:
    page = client.get("/borger").text
    assert "Hello Anna" in page
    assert "You do not need to do anything right now." in page
    assert "You have no talk planned." in page
    assert "Nothing yet." in page


def test_the_next_duty_stands_on_top_with_both_dates(client: FlaskClient, citizen: Citizen) -> None:
    ObligationFactory(citizen=citizen)
    page = client.get("/borger").text
    assert (
        "Book your next talk no later than Thursday 3 December."
        " The talk must be held by Monday 14 December." in page
    )
    assert "If you do not book, your caseworker contacts you" in page
    assert "You do not need to do anything" not in page
    assert page.count("button-primary") == 1


def test_a_missed_deadline_is_told_kindly(client: FlaskClient, citizen: Citizen) -> None:
    ObligationFactory(citizen=citizen, status="expired", book_by=date(2026, 11, 20))
    page = client.get("/borger").text
    assert "should have been booked no later than Friday 20 November" in page
    assert "You can still book it now." in page


def test_a_booked_duty_shows_the_talk_and_no_deadline(
    client: FlaskClient, citizen: Citizen
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    TalkFactory(citizen=citizen, obligation_id=duty.id)
    page = client.get("/borger").text
    assert "Monday 30 November 2026 at 09:00" in page
    assert "We look at your job search" in page
    assert "Book your next talk" not in page


def test_the_next_three_tasks_can_be_ticked_off(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    tasks = [
        PlanTask(
            citizen_id=citizen.id,
            title=f"Skridt {number}",
            owner="citizen",
            due_on=now.date() + timedelta(days=number),
            created_at=now,
        )
        for number in range(4)
    ]
    session.add_all(tasks)
    session.flush()
    page = client.get("/borger").text
    assert [f"Skridt {number}" in page for number in range(4)] == [True, True, True, False]
    done = client.post(
        f"/borger/min-plan/opgaver/{tasks[0].id}",
        data={"next": "/borger"},
        follow_redirects=True,
    )
    assert done.request.path == "/borger"
    assert "Mark as done: Skridt 0" not in done.text
    assert "Done: Skridt 0" in done.text
    assert "Mark as done: Skridt 3" in done.text


def test_what_has_happened_is_listed(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    with client.application.app_context():
        notifications.tell(
            session,
            event="talk:1:confirmed",
            kind="talk_confirmed",
            audience=Audience.CITIZEN,
            recipient_id=citizen.id,
            now=now,
            starts=now,
            caseworker="Mette",
            purpose="CV",
            channel="phone",
        )
    page = client.get("/borger").text
    assert "Din samtale" in page or "Your talk is booked" in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_both_languages(client: FlaskClient, citizen: Citizen, language: str) -> None:
    ObligationFactory(citizen=citizen)
    TalkFactory(citizen=citizen)
    page = client.get(f"/borger?lang={language}").text
    expected = {"da": "torsdag den 3. december", "en": "Thursday 3 December"}
    assert expected[language] in page


def test_when_it_is_too_late_to_move_the_talk_it_is_said_instead(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    booking_defaults.load_defaults(session)
    talk = TalkFactory(citizen=citizen)
    page = client.get("/borger").text
    assert f"/borger/samtaler/{talk.id}/flyt" in page
    assert f"/borger/samtaler/{talk.id}/aflys" in page
    soon = TalkFactory(citizen=citizen, during=during(date(2026, 11, 24), "09:00"))
    late = client.get("/borger").text
    assert f"/borger/samtaler/{soon.id}/flyt" not in late
    assert f"/borger/samtaler/{soon.id}/aflys" not in late
    assert f"/borger/samtaler/{soon.id}/kvittering" in late
    assert "You reach us on" in late


def test_an_offer_that_lapses_today_stands_before_what_has_gone_by(
    client: FlaskClient, citizen: Citizen, now: datetime
) -> None:
    PlanTaskFactory(
        citizen=citizen, title="Ring til Netto", due_on=clock.local_date(now) - timedelta(days=9)
    )
    ReferralFactory(citizen=citizen, asked_at=now, answer_by=now + timedelta(hours=6))
    page = client.get("/borger").text
    assert page.index("Is this a job for you?") < page.index("Ring til Netto")
    assert page.count("button-primary") == 1
