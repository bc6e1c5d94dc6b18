"""Saying with one click what came of a talk."""

from datetime import date

import pytest
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import TalkFactory, during
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def talk(citizen: Citizen) -> Talk:
    """A talk that has just been."""
    talk: Talk = TalkFactory(citizen=citizen, during=during(date(2026, 11, 23), "09:00"))
    return talk


@pytest.mark.parametrize("outcome", ["held", "citizen_absent", "centre_absent"])
def test_one_click_each(
    client_for: SignInAs, session: orm.Session, citizen: Citizen, talk: Talk, outcome: str
) -> None:
    client = client_for(citizen.caseworker)
    answer = client.post(f"/personale/samtaler/{talk.id}/udfald", data={"outcome": outcome})
    # After a held talk comes what was agreed in it.
    agreed = f"/personale/samtaler/{talk.id}#aftalt"
    assert answer.location == (agreed if outcome == "held" else "/personale")
    session.refresh(talk)
    assert talk.status == outcome


@pytest.mark.parametrize("sent", [{}, {"outcome": ""}, {"outcome": "cancelled"}])
def test_unknown_outcomes_change_nothing(
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    talk: Talk,
    sent: dict[str, str],
) -> None:
    client = client_for(citizen.caseworker)
    assert client.post(f"/personale/samtaler/{talk.id}/udfald", data=sent).status_code == 400
    session.refresh(talk)
    assert talk.status == "booked"


def test_a_refused_outcome_is_explained(
    client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    tomorrow = TalkFactory(citizen=citizen, during=during(date(2026, 11, 24), "09:00"))
    client = client_for(citizen.caseworker)
    client.set_cookie("lang", "en")
    answer = client.post(
        f"/personale/samtaler/{tomorrow.id}/udfald", data={"outcome": "held"}, follow_redirects=True
    )
    assert "The talk has not begun yet." in answer.text
    session.refresh(tomorrow)
    assert tomorrow.status == "booked"


def test_others_are_refused(
    client_for: SignInAs, session: orm.Session, citizen: Citizen, talk: Talk
) -> None:
    said = {"outcome": "held"}
    url = f"/personale/samtaler/{talk.id}/udfald"
    assert client_for(StaffFactory()).post(url, data=said).status_code == 404
    assert client_for(StaffFactory(role="analyst")).post(url, data=said).status_code == 403
    assert client_for(CitizenFactory()).post(url, data=said).status_code == 403
    missing = f"/personale/samtaler/{talk.id + 1000}/udfald"
    assert client_for(citizen.caseworker).post(missing, data=said).status_code == 404
    session.refresh(talk)
    assert talk.status == "booked"
