"""Time away: never saved over a talk without a decision for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries
from portal.booking.models import Absence, Talk
from portal.booking.queries import Slot
from portal.booking.refusals import BookingRefusal
from portal.booking.service import failures, freed, joint, offering
from portal.booking.service.hand_over import hand_over
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused

OFFERED = 3


@dataclass(frozen=True)
class Decision:
    """What becomes of a talk that an absence hits: 'offer', 'cancel' or 'hand_over' to somebody.

    From a talk that a colleague holds one can only 'leave', or be replaced by somebody.
    """

    what: str
    staff_id: int | None = None


def hit_by(session: Session, staff_id: int, during: Range[datetime], now: datetime) -> list[Talk]:
    """The coming talks that an absence would hit, those of colleagues that one takes part in too.

    The first one first.
    """
    return list(
        session.scalars(
            sa.select(Talk)
            .where(
                queries.is_theirs(staff_id, during),
                Talk.status == "booked",
                Talk.during.overlaps(during),
                sa.func.lower(Talk.during) > now,
            )
            .options(
                orm.joinedload(Talk.citizen),
                orm.joinedload(Talk.caseworker),
                orm.joinedload(Talk.obligation),
                orm.joinedload(Talk.purpose),
            )
            .order_by(sa.func.lower(Talk.during))
        )
    )


def new_times(session: Session, talk: Talk, during: Range[datetime], now: datetime) -> list[Slot]:
    """Up to three times for a talk that an absence hits, kept ones among them.

    The own caseworker's outside the absence come first; the team's when there are none in time.
    """
    planner = queries.planner(session, talk.citizen_id, now, channel=talk.channel, moved=talk)
    return [slot for slot in planner.all_slots() if not _meets(slot, during, talk)][:OFFERED]


def _meets(slot: Slot, during: Range[datetime], talk: Talk) -> bool:
    assert during.lower is not None
    assert during.upper is not None
    same = slot.staff_id == talk.caseworker_id
    return same and slot.starts < during.upper and during.lower < slot.ends


def save(
    session: Session,
    staff_id: int,
    during: Range[datetime],
    decisions: Mapping[int, Decision],
    *,
    kind: str = "away",
    actor: Actor,
    now: datetime,
) -> Absence:
    """Store time away, with a decision for each talk it hits.

    A talk whose citizen is offered new times stays booked until they answer or somebody cancels.

    Raises:
        Refused: when a talk that is hit has no decision (also one booked meanwhile), or a
            colleague can't take one over; nothing is stored.
        NotFound: when a colleague is not there.
    """
    # Who books with this caseworker waits for us, and we for them: nothing slips in between.
    session.execute(sa.select(Staff.id).where(Staff.id == staff_id).with_for_update(key_share=True))
    talks = hit_by(session, staff_id, during, now)
    if any(talk.id not in decisions for talk in talks):
        raise Refused(BookingRefusal.TALKS_HIT)
    absence = Absence(staff_id=staff_id, during=during, kind=kind)
    session.add(absence)
    session.flush()
    for talk in talks:
        if talk.caseworker_id == staff_id:
            _decide(session, talk, decisions[talk.id], during, actor, now)
        else:
            _leave(session, talk, staff_id, decisions[talk.id], actor, now)
    audit.record(session, actor, "add", "absence", absence.id, now=now, staff_id=staff_id)
    session.flush()
    return absence


def _decide(
    session: Session,
    talk: Talk,
    decision: Decision,
    during: Range[datetime],
    actor: Actor,
    now: datetime,
) -> None:
    if decision.what == "cancel":
        failures.cancel_by_centre(session, talk.id, actor=actor, now=now)
    elif decision.what == "hand_over":
        colleague = session.get(Staff, decision.staff_id)
        if colleague is None or colleague.team_id != actor.team_id or not colleague.active:
            raise NotFound
        hand_over(session, talk, colleague, actor=actor, now=now)
    else:
        for slot in new_times(session, talk, during, now):
            offering.offer(
                session,
                citizen_id=talk.citizen_id,
                staff_id=slot.staff_id,
                during=Range(slot.starts, slot.ends),
                channel=talk.channel,
                because="absence",
                expires_at=min(talk.starts, slot.starts),
                now=now,
                talk_id=talk.id,
            )


def _leave(
    session: Session, talk: Talk, staff_id: int, decision: Decision, actor: Actor, now: datetime
) -> None:
    """What becomes of a colleague's talk is the colleague's to decide, who is told."""
    if decision.what not in ("leave", "hand_over"):
        raise Refused(BookingRefusal.TALKS_HIT)
    joint.leave(session, talk, staff_id, actor=actor, now=now, instead_id=decision.staff_id)


def remove(session: Session, absence_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back time away; its times are free again. Taking it back twice changes nothing.

    Whose it is, is for the caller to have asked.
    """
    absence = session.get(Absence, absence_id)
    if absence is None:
        return
    session.delete(absence)
    session.flush()
    freed.tell_of_span(session, absence.staff_id, absence.during)
    audit.record(session, actor, "remove", "absence", absence_id, now=now)
