"""Booking and moving a talk."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, rules
from portal.booking.models import AgendaItem, Obligation, Participant, Talk, WaitingWish
from portal.booking.queries import Planner
from portal.booking.refusals import BookingRefusal, refusal_for
from portal.booking.rules import Unit
from portal.booking.service import freed, fulfilling, joint_moves, messages
from portal.booking.service.making import Wish, make_talk
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, constraint_of

CONSTRAINTS = {
    "caseworker_not_double_booked": BookingRefusal.TAKEN,
    "citizen_not_double_booked": BookingRefusal.CITIZEN_BUSY,
    "talk_fulfils_one_obligation_once": BookingRefusal.HAS_TALK,
}
ROOM_TAKEN = "room_not_double_booked"
# Offers that make good what the office could not do: times kept for staff are open to them.
OFFICES_DOING = frozenset({"absence", "priority"})


def book(
    session: Session,
    citizen_id: int,
    *,
    starts: datetime,
    channel: str,
    actor: Actor | None,
    now: datetime,
    moves: int | None = None,
    staff_id: int | None = None,
    by_staff: bool = False,
    wish: Wish | None = None,
    by_offer: str = "",
) -> Talk:
    """Book a talk; with `moves` in place of that talk, which keeps its time until then.

    It is with the citizen's own caseworker, or with the colleague whose times were shown, or with
    `staff_id`. Staff (`by_staff`) are not bound by what binds citizens, and may say with `wish`
    what the talk is for and who takes part. With `by_offer` the office offered the time, for a
    reason of `OFFER_REASONS`, so limits for changes don't bind. Booking the same time again
    answers with the talk that is there.

    Raises:
        Refused: with the reason; nothing has changed.
        NotFound: when there is no such citizen, or `moves` is not a talk of the citizen's.
    """
    wish = wish or Wish()
    _take_turns(session, citizen_id, moves, wish)
    moved = own_talk_for_change(session, citizen_id, moves) if moves is not None else None
    there = _booked_at(session, citizen_id, starts)
    if there is not None and (there.id != moves or there.channel == channel):
        return there
    unbound = by_staff or by_offer in OFFICES_DOING
    planner = _planner(session, citizen_id, channel, wish, staff_id, moved, unbound, now)
    obligation = _allowed(session, planner, starts, by_offer)
    talk, others = _store(session, planner, obligation, wish, starts)
    _settle(session, planner, obligation, talk, by_citizen=not (by_staff or by_offer))
    joint_moves.tell(session, talk, others, now)
    _tell(session, planner, talk, actor, summoned=by_staff and moved is None)
    return talk


def _take_turns(session: Session, citizen_id: int, moves: int | None, wish: Wish) -> None:
    """Wait until nobody else is booking with the same caseworkers and colleagues.

    The database refuses a double booking in any case. Taking turns first, in one ordered
    statement, lets the loser of a race hear so at once instead of through a deadlock.
    """
    own = sa.select(Citizen.caseworker_id).where(Citizen.id == citizen_id)
    moved = sa.select(Talk.caseworker_id).where(Talk.id == moves, Talk.citizen_id == citizen_id)
    others = (
        sa.select(Participant.staff_id)
        .join(Talk, Talk.id == Participant.talk_id)
        .where(Talk.id == moves, Talk.citizen_id == citizen_id)
    )
    session.execute(
        sa.select(Staff.id)
        .where(
            sa.or_(
                Staff.id.in_(own),
                Staff.id.in_(moved),
                Staff.id.in_(others),
                Staff.id.in_(wish.colleagues),
            )
        )
        .order_by(Staff.id)
        .with_for_update(key_share=True)
    ).all()


def _booked_at(session: Session, citizen_id: int, starts: datetime) -> Talk | None:
    return session.scalar(
        sa.select(Talk).where(
            Talk.citizen_id == citizen_id,
            Talk.status == "booked",
            sa.func.lower(Talk.during) == starts,
        )
    )


def own_talk_for_change(session: Session, citizen_id: int, talk_id: int) -> Talk:
    """The citizen's talk, held against other changes until this one is committed.

    Raises:
        NotFound: when it is not a talk of the citizen's.
    """
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id, Talk.citizen_id == citizen_id)
        .options(
            orm.selectinload(Talk.obligation),
            orm.selectinload(Talk.caseworker),
            orm.selectinload(Talk.purpose),
        )
        .with_for_update(of=Talk)
        .execution_options(populate_existing=True)
    )
    if talk is None:
        raise NotFound
    return talk


def _planner(
    session: Session,
    citizen_id: int,
    channel: str,
    wish: Wish,
    staff_id: int | None,
    moved: Talk | None,
    unbound: bool,
    now: datetime,
) -> Planner:
    planner = queries.planner(
        session,
        citizen_id,
        now,
        channel=channel,
        kind=wish.kind,
        staff_id=staff_id,
        moved=moved,
        by_staff=unbound,
        with_staff=wish.colleagues,
    )
    _same_team(planner)
    return planner


def _same_team(planner: Planner) -> None:
    """Talks stay in the citizen's team, also when somebody has changed teams since the offer."""
    team_id = planner.citizen.caseworker.team_id
    if any(desk.staff.team_id != team_id for desk in planner.desks):
        raise Refused(BookingRefusal.ANOTHER_TEAM)


def _allowed(
    session: Session, planner: Planner, starts: datetime, by_offer: str
) -> Obligation | None:
    """What a talk at `starts` would fulfil, held; it is refused where it can't be."""
    obligation = _duty(session, planner)
    no = _why_not_at_all(planner, obligation, by_offer) or planner.why_not(starts)
    if no is not None:
        raise Refused(no if isinstance(no, BookingRefusal) else refusal_for(no))
    return obligation


def _duty(session: Session, planner: Planner) -> Obligation | None:
    """What the talk would fulfil, held against others, so nobody withdraws it meanwhile."""
    wanted = planner.fulfils
    if wanted is None:
        return None
    status_before = wanted.status
    session.refresh(wanted, with_for_update=True)
    if wanted.status != status_before:
        raise Refused(
            BookingRefusal.HAS_TALK if wanted.status == "booked" else BookingRefusal.WITHDRAWN
        )
    return wanted


def _why_not_at_all(
    planner: Planner, obligation: Obligation | None, by_offer: str
) -> BookingRefusal | rules.No | None:
    """What forbids the talk whatever the time."""
    if planner.channel not in planner.terms.channels:
        return rules.No.CHANNEL
    if planner.by_staff or by_offer:
        return rules.No.NOT_BOOKED if planner.moved and planner.moved.status != "booked" else None
    if obligation is None and planner.has_talk:
        return BookingRefusal.HAS_TALK
    return planner.why_not_choose()


def _store(
    session: Session,
    planner: Planner,
    obligation: Obligation | None,
    wish: Wish,
    starts: datetime,
) -> tuple[Talk, joint_moves.Others]:
    """Give up the old time and take the new one, both or neither.

    When somebody has just taken the room, the next free one is tried.
    """
    desk = planner.desk_at(starts)
    for unit in _units(session, planner, desk, starts):
        talk = make_talk(planner, desk.staff, obligation, wish, starts, unit)
        try:
            with session.begin_nested():
                if planner.moved is not None:
                    planner.moved.status, planner.moved.cancelled_at = "cancelled", planner.now
                    session.flush()
                session.add(talk)
                session.flush()
                others = joint_moves.take_along(session, planner, talk)
        except IntegrityError as error:
            broken = constraint_of(error) or ""
            if broken == ROOM_TAKEN:
                continue
            if broken not in CONSTRAINTS:
                raise
            raise Refused(CONSTRAINTS[broken]) from error
        return talk, others
    raise Refused(BookingRefusal.NO_ROOM)


def _units(
    session: Session, planner: Planner, desk: queries.Desk, starts: datetime
) -> Sequence[Unit | None]:
    """The rooms or lines to try; one try without any where the talk needs none."""
    if desk.availability.units is None:
        return [None]
    span = starts, starts + planner.terms.length
    left_out = planner.moved.id if planner.moved else None
    return queries.free_units(session, planner.citizen, planner.channel, span, left_out)


def _settle(
    session: Session,
    planner: Planner,
    obligation: Obligation | None,
    talk: Talk,
    *,
    by_citizen: bool,
) -> None:
    """What the talk fulfils is fulfilled; what the talk it replaces had is given on."""
    if obligation is not None:
        fulfilling.fulfilled(obligation)
    else:
        fulfilling.adopt_duty(session, talk)
    if planner.moved is not None:
        _follow(session, planner.moved, talk, by_citizen=by_citizen)
        freed.tell_waiting(session, planner.moved)
    session.flush()


def _follow(session: Session, old: Talk, new: Talk, *, by_citizen: bool) -> None:
    """What belongs to a talk moves with it."""
    followers: Sequence[type[AgendaItem | WaitingWish]] = (AgendaItem, WaitingWish)
    for follower in followers:
        session.execute(
            sa.update(follower).where(follower.talk_id == old.id).values(talk_id=new.id)
        )
    if by_citizen and new.obligation is not None:
        new.obligation.changes += 1


def _tell(
    session: Session, planner: Planner, talk: Talk, actor: Actor | None, *, summoned: bool
) -> None:
    now, citizen, old = planner.now, planner.citizen, planner.moved
    if old is not None:
        messages.withdraw_reminders(session, old, now)
    kind = "talk_summons" if summoned else "talk_moved" if old else "talk_confirmed"
    messages.confirm(session, talk, citizen, planner.terms, now, kind)
    audit.record(
        session,
        actor,
        "move" if old else "book",
        "talk",
        talk.id,
        now=now,
        citizen_id=citizen.id,
        starts=talk.starts.isoformat(),
        **({"moved_from": old.id} if old else {}),
    )
    session.flush()
