"""What a guest does with an invitation: look at it, and say whether they come.

Looking changes nothing, for mail programs open links on their own.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.booking.models import Participant, Talk
from portal.booking.refusals import GuestRefusal
from portal.booking.service import joint_messages, links
from portal.core import audit
from portal.core.errors import Refused

MOST_ANSWERS = 10


@dataclass(frozen=True)
class Invitation:
    """A guest and the talk they are invited to."""

    person: Participant
    talk: Talk


def open_link(session: Session, token: str, *, now: datetime) -> Invitation:
    """What is behind a guest's link.

    Raises:
        Refused: when the link is forged, or the talk is moved, cancelled, begun, or no longer
            the guest's.
    """
    return _open(session, token, now, sa.select(Participant))


def answer(session: Session, token: str, comes: bool, *, now: datetime) -> Invitation:
    """The guest says whether they come. It can be changed until the talk begins.

    The caseworker is told of a no, and of a yes that follows it. The same answer again changes
    nothing.

    Raises:
        Refused: as `open_link`, or when the answer has been changed ten times.
    """
    held = sa.select(Participant).with_for_update().execution_options(populate_existing=True)
    invitation = _open(session, token, now, held)
    person, status = invitation.person, "confirmed" if comes else "declined"
    if person.status == status:
        return invitation
    if person.answers >= MOST_ANSWERS:
        raise Refused(GuestRefusal.ENOUGH)
    had_declined = person.status == "declined"
    person.status, person.answered_at = status, now
    person.answers += 1
    if had_declined or not comes:
        joint_messages.answered(session, invitation.talk, person, now)
    audit.record(
        session,
        None,
        "confirm" if comes else "decline",
        "talk_participant",
        person.id,
        now=now,
        citizen_id=invitation.talk.citizen_id,
        talk_id=invitation.talk.id,
    )
    session.flush()
    return invitation


def _open(
    session: Session, token: str, now: datetime, wanted: sa.Select[Participant]
) -> Invitation:
    ids = links.read(token)
    if ids is None:
        raise Refused(GuestRefusal.FORGED)
    person_id, talk_id = ids
    person = session.scalar(
        wanted.where(Participant.id == person_id, Participant.staff_id.is_(None))
    )
    if person is None:
        raise Refused(GuestRefusal.REMOVED)
    talk = session.scalars(
        sa.select(Talk)
        .where(Talk.id == person.talk_id)
        .options(
            orm.joinedload(Talk.citizen),
            orm.joinedload(Talk.caseworker),
            orm.joinedload(Talk.resource),
        )
    ).one()
    if talk.status == "cancelled":
        raise Refused(GuestRefusal.CANCELLED)
    if talk.status != "booked" or talk.starts <= now:
        raise Refused(GuestRefusal.OVER)
    if person.talk_id != talk_id:
        raise Refused(GuestRefusal.MOVED)
    return Invitation(person, talk)
