"""Guests from outside take part: asked, answering, and told nothing private."""

from datetime import datetime

import pytest
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking.service import guests, joint
from portal.booking.service.joint import Guest
from portal.booking.service.links import link_path
from portal.core.access import Actor
from tests.integration.booking.joint_talks import KAREN, calendar, refusal, talk_of, token_of, told

pytestmark = pytest.mark.usefixtures("in_app")


def test_a_guest_is_asked_in_their_language_and_told_nothing_private(
    session: orm.Session, citizen: Citizen, mette: Actor, now: datetime
) -> None:
    talk = talk_of(citizen, purpose_words="Om din sygdom")
    guest = joint.add_guest(session, talk, KAREN, actor=mette, now=now)
    assert joint.add_guest(session, talk, KAREN, actor=mette, now=now) is guest
    same_address = Guest("employer", "Per Holm", "Netto", "KAREN@metal.example")
    assert refusal(joint.add_guest, session, talk, same_address, actor=mette, now=now) == (
        "ASKED_ALREADY"
    )
    (mail,) = told(session, "participant_invited")
    assert (mail.audience, mail.address, mail.language) == ("guest", "karen@metal.example", "en")
    assert "30 November" in mail.subject
    attached = (mail.attachment or b"").decode()
    for private in (citizen.name, citizen.first_name, "sygdom", "job search", citizen.address):
        assert private not in mail.subject + mail.body + attached
    assert calendar(mail)["UID"] == str(talk.calendar_uid)
    assert token_of(mail.body) == token_of(link_path(guest))
    assert told(session, "talk_joined")[0].body.startswith("Karen Lind, Metal A-kasse")
    joint.remove(session, talk, guest.id, actor=mette, now=now)
    session.refresh(mail)
    assert mail.dropped_at == now
    (bye,) = told(session, "participant_removed")
    assert calendar(bye)["STATUS"] == "CANCELLED"
    assert refusal(guests.open_link, session, token_of(mail.body), now=now) == "REMOVED"


def test_eight_others_are_enough(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    for number in range(8):
        guest = Guest("other", "Per Holm", "", f"per{number}@example.invalid")
        joint.add_guest(session, talk, guest, actor=mette, now=now)
    for call, whom in ((joint.add_guest, KAREN), (joint.add_colleague, sofie.id)):
        assert refusal(call, session, talk, whom, actor=mette, now=now) == "PARTICIPANTS_FULL"


def test_a_guest_answers_until_the_talk_begins(
    session: orm.Session, citizen: Citizen, mette: Actor, now: datetime
) -> None:
    talk = talk_of(citizen)
    guest = joint.add_guest(session, talk, KAREN, actor=mette, now=now)
    token = token_of(link_path(guest))
    guests.open_link(session, token, now=now)
    assert guest.status == "invited"
    guests.answer(session, token, True, now=now)
    guests.answer(session, token, True, now=now)
    assert (guest.status, guest.answers) == ("confirmed", 1)
    assert told(session, "participant_confirmed") == []
    guests.answer(session, token, False, now=now)
    (inbox, _mail) = told(session, "participant_declined")
    assert (inbox.recipient_id, inbox.path) == (mette.person_id, f"/personale/samtaler/{talk.id}")
    assert "Karen Lind" in inbox.body
    guests.answer(session, token, True, now=now)
    assert len(told(session, "participant_confirmed")) == 2
    for number in range(7):
        guests.answer(session, token, bool(number % 2), now=now)
    assert refusal(guests.answer, session, token, True, now=now) == "ENOUGH"
    for late in (talk.starts, talk.ends):
        assert refusal(guests.answer, session, token, False, now=late) == "OVER"
