"""The citizen moves a talk or cancels it, by hand as far as a client can."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.integration.conftest import SignInAs

LATER_SENT = "2026-11-30T09:30Z"
pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def talks(session: orm.Session) -> list[Talk]:
    return list(session.scalars(sa.select(Talk).order_by(Talk.id)))


def test_moving(client: FlaskClient, session: orm.Session, citizen: Citizen) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    old = TalkFactory(citizen=citizen, obligation_id=duty.id)
    page = client.get(f"/borger/samtaler/{old.id}/flyt").text
    assert "You keep your time on Monday 30 November 2026 at 09:00" in page
    sent = {"starts": LATER_SENT, "channel": "phone"}
    page = client.get(f"/borger/samtaler/{old.id}/flyt/bekraeft", query_string=sent).text
    assert "The talk moves from Monday 30 November 2026 at 09:00" in page
    answer = client.post(f"/borger/samtaler/{old.id}/flyt", data=sent)
    moved, new = talks(session)
    session.refresh(moved)
    assert (moved.status, new.status) == ("cancelled", "booked")
    assert answer.location == f"/borger/samtaler/{new.id}/kvittering"
    assert client.post(f"/borger/samtaler/{old.id}/flyt", data=sent).location == answer.location
    assert client.get(f"/borger/samtaler/{old.id}/flyt").location == "/borger/samtaler"
    assert "Your talk is booked" not in client.get(f"/borger/samtaler/{old.id}/kvittering").text


def test_cancelling_says_what_it_means_first(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked", book_by=date(2026, 11, 24))
    talk = TalkFactory(citizen=citizen, obligation_id=duty.id)
    page = client.get(f"/borger/samtaler/{talk.id}/aflys").text
    assert "must book a new talk no later than Tuesday 1 December" in page
    assert talks(session)[0].status == "booked"
    answer = client.post(f"/borger/samtaler/{talk.id}/aflys", follow_redirects=True)
    assert "The talk is cancelled." in answer.text
    assert "Book your next talk no later than Tuesday 1 December." in answer.text
    session.refresh(talk)
    assert talk.status == "cancelled"
    again = client.get(f"/borger/samtaler/{talk.id}/aflys", follow_redirects=True)
    assert "This talk is over or cancelled" in again.text


def test_too_late_to_cancel_or_move(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 11, 24), "09:00"))
    assert "too late to change" in client.get("/borger/samtaler").text
    for path in ("aflys", "flyt"):
        page = client.get(f"/borger/samtaler/{talk.id}/{path}", follow_redirects=True).text
        assert "It is too late to change the talk here." in page
    client.post(f"/borger/samtaler/{talk.id}/aflys")
    client.post(f"/borger/samtaler/{talk.id}/flyt", data={"starts": LATER_SENT, "channel": "phone"})
    session.refresh(talk)
    assert (talk.status, len(talks(session))) == ("booked", 1)


def test_who_has_changed_it_often_is_told_so_and_not_led_to_a_refusal(
    client: FlaskClient, citizen: Citizen
) -> None:
    duty = ObligationFactory(citizen=citizen, changes=3, status="booked")
    talk = TalkFactory(citizen=citizen, obligation=duty, during=during(date(2026, 12, 1), "09:00"))
    for path in ("", f"/{talk.id}/kvittering", f"/{talk.id}/aflys", f"/{talk.id}/flyt"):
        page = client.get(f"/borger/samtaler{path}", follow_redirects=True).text
        assert "You have moved or cancelled this talk several times." in page
        assert f"/borger/samtaler/{talk.id}/flyt" not in page
        assert f"/borger/samtaler/{talk.id}/aflys" not in page
