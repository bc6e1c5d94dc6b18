"""The first page of staff."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.plan.models import PlanTask
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    KindRuleFactory,
    ObligationFactory,
    TalkFactory,
    TalkRuleFactory,
    during,
)
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

TODAY = date(2026, 11, 23)


def in_english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def caseworker() -> Staff:
    """A caseworker with three talks today, one of them over."""
    TalkRuleFactory()
    KindRuleFactory()
    staff: Staff = StaffFactory(name="Mette Ravn")
    for name, starts, status in (
        ("Dorthe Ege", "13:00", "booked"),
        ("Anna Holm", "09:00", "booked"),
        ("Bo Friis", "09:45", "held"),
        ("Carl Aflyst", "11:00", "cancelled"),
    ):
        citizen = CitizenFactory(name=name, caseworker=staff)
        TalkFactory(
            citizen=citizen,
            during=during(TODAY, starts),
            status=status,
            cancelled_at=clock.now() if status == "cancelled" else None,
        )
    return staff


def test_the_days_talks_come_in_order(client_for: SignInAs, caseworker: Staff) -> None:
    page = in_english(client_for(caseworker)).get("/personale").text
    assert "Hello Mette" in page
    assert page.index("09:00–09:45") < page.index("09:45–10:30") < page.index("13:00–13:45")
    assert page.index("Anna Holm") < page.index("Bo Friis") < page.index("Dorthe Ege")
    assert "Carl Aflyst" not in page
    assert "We look at your job search" in page
    # One who has come can be said to have come; one who is still to come can not.
    assert 'aria-label="Held: Anna Holm"' in page
    assert "Held: Bo Friis" not in page
    assert "Held: Dorthe Ege" not in page


def test_what_was_last_agreed_stands_beside_the_talk(
    client_for: SignInAs, session: orm.Session, caseworker: Staff, now: datetime
) -> None:
    citizen = session.scalars(sa.select(TalkFactory._meta.model).limit(1)).one()
    for number in range(5):
        session.add(
            PlanTask(
                citizen_id=citizen.citizen_id,
                title=f"Skridt {number}",
                owner="citizen",
                due_on=TODAY + timedelta(days=number),
                created_at=now,
                done_at=now if number == 0 else None,
            )
        )
    session.flush()
    page = in_english(client_for(caseworker)).get("/personale").text
    assert "Last agreed" in page
    assert ["Skridt 1" in page, "Skridt 2" in page, "Skridt 3" in page] == [True] * 3
    assert "Skridt 0" not in page
    assert "Skridt 4" not in page


def test_forgotten_outcomes_and_missed_deadlines_are_listed(
    client_for: SignInAs, caseworker: Staff
) -> None:
    TalkFactory(
        citizen=CitizenFactory(name="Eva Glemt", caseworker=caseworker),
        during=during(TODAY - timedelta(days=3), "09:00"),
    )
    ObligationFactory(
        citizen=CitizenFactory(name="Finn Sen", caseworker=caseworker),
        status="expired",
        book_by=TODAY - timedelta(days=1),
    )
    page = in_english(client_for(caseworker)).get("/personale").text
    assert "Talks without an outcome" in page
    assert 'aria-label="The citizen did not come: Eva Glemt"' in page
    assert "Finn Sen" in page
    assert "Should have booked no later than Sunday 22 November 2026." in page


def test_a_lead_sees_what_the_team_has_forgotten(client_for: SignInAs, caseworker: Staff) -> None:
    TalkFactory(
        citizen=CitizenFactory(name="Eva Glemt", caseworker=caseworker),
        during=during(TODAY - timedelta(days=3), "09:00"),
    )
    lead = StaffFactory(role="team_lead", team=caseworker.team)
    other = StaffFactory(role="team_lead")
    assert "Eva Glemt" in client_for(lead).get("/personale").text
    assert "Eva Glemt" not in client_for(other).get("/personale").text


def test_looking_is_written_down_for_each_citizen(
    client_for: SignInAs, session: orm.Session, caseworker: Staff
) -> None:
    client = client_for(caseworker)
    client.get("/personale")
    looks = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "read")).all()
    assert len({look.citizen_id for look in looks}) == len(looks) == 3
    assert {look.person_id for look in looks} == {caseworker.id}


@pytest.mark.parametrize("role", ["business_consultant", "analyst", "administrator"])
def test_others_see_no_citizens(
    client_for: SignInAs, session: orm.Session, caseworker: Staff, role: str
) -> None:
    page = in_english(client_for(StaffFactory(role=role))).get("/personale").text
    assert "Anna Holm" not in page
    assert ("Most urgent enquiries" in page) == (role != "analyst")
    assert ("The five targets and the two promises" in page) == (role != "business_consultant")
    assert session.scalars(sa.select(AuditEvent)).all() == []


def test_an_empty_day_says_what_will_come(client_for: SignInAs) -> None:
    page = in_english(client_for(StaffFactory())).get("/personale").text
    assert "No talks today" in page
