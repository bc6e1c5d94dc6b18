"""Who takes part comes along when a talk is booked, moved or handed over."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import Participant, Talk
from portal.booking.queries import Planner
from portal.booking.service import joint_messages
from portal.booking.service.joint import bring, note


@dataclass(frozen=True)
class Others:
    """Who takes part in a talk just booked: those who came along from the old one, and new ones."""

    moved: list[Participant]
    new: list[Participant]


def take_along(session: Session, planner: Planner, talk: Talk) -> Others:
    """Those who take part move with the talk, guests to be asked again, and colleagues join it.

    The database takes colleagues' time, or refuses all. Who holds the new talk stays behind.
    """
    moved = _follow(session, planner.moved, talk) if planner.moved is not None else []
    there = {one.staff_id for one in moved}
    new = [one.id for one in planner.others if one.id not in there]
    return Others(moved, bring(session, talk, new, planner.now) if new else [])


def _follow(session: Session, old: Talk, new: Talk) -> list[Participant]:
    is_guest = Participant.staff_id.is_(None)
    return list(
        session.scalars(
            sa.update(Participant)
            .where(
                Participant.talk_id == old.id,
                Participant.staff_id.is_distinct_from(new.caseworker_id),
            )
            .values(
                talk_id=new.id,
                status=sa.case((is_guest, "invited"), else_=Participant.status),
                answered_at=sa.case((is_guest, None), else_=Participant.answered_at),
                answers=0,
            )
            .returning(Participant),
            execution_options={"populate_existing": True, "synchronize_session": False},
        )
    )


def tell(session: Session, talk: Talk, others: Others, now: datetime) -> None:
    """Tell everybody who takes part in a talk just booked or moved."""
    for person in others.moved:
        joint_messages.moved(session, talk, person, now)
    for person in others.new:
        note(session, talk, person, "add", None, now)
        joint_messages.invited(session, talk, person, now)


def now_holds(session: Session, talk: Talk) -> None:
    """Who has taken over the talk does not take part in it besides."""
    session.execute(
        sa.delete(Participant).where(
            Participant.talk_id == talk.id, Participant.staff_id == talk.caseworker_id
        )
    )
