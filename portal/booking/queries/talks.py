"""What the pages on talks show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking.models import (
    AgendaItem,
    KindRule,
    Obligation,
    Purpose,
    Talk,
    TalkRule,
)
from portal.booking.queries.due import Duty, duty_of, pending
from portal.booking.queries.joint import is_theirs
from portal.booking.queries.rulebook import kind_in_force, rule_in_force, terms_of
from portal.booking.refusals import BookingRefusal, refusal_for
from portal.booking.rules import Terms, why_not_change
from portal.caseload import queries as caseload
from portal.core import audit, clock, policy
from portal.core.access import Actor
from portal.core.errors import NotFound

PAST_SHOWN = 20


def next_duty(session: Session, citizen_id: int, now: datetime) -> Duty | None:
    """What the citizen must book next, with both dates; None when there is nothing to book."""
    due = orm.aliased(Obligation, pending().lateral())
    return duty_of(
        session.scalar(
            sa.select(due)
            .select_from(Citizen)
            .join(due, sa.true())
            .join(due.purpose)
            .options(orm.contains_eager(due.purpose))
            .where(Citizen.id == citizen_id)
        )
    )


def _talks() -> sa.Select[Talk]:
    return sa.select(Talk).options(
        orm.joinedload(Talk.caseworker),
        orm.joinedload(Talk.citizen),
        orm.joinedload(Talk.obligation),
        orm.joinedload(Talk.purpose),
    )


def own_talk(session: Session, citizen_id: int, talk_id: int) -> Talk:
    """A talk of this citizen.

    Raises:
        NotFound: when there is none with this id, or it is another's.
    """
    talk = session.scalar(_talks().where(Talk.id == talk_id, Talk.citizen_id == citizen_id))
    if talk is None:
        raise NotFound
    return talk


def terms_for(session: Session, citizen_id: int, now: datetime, kind: str = "job") -> Terms:
    """The rules in force for the citizen's talks of a kind.

    Raises:
        NotFound: when there are none.
    """
    today = clock.local_date(now)
    rule = orm.aliased(TalkRule, rule_in_force(today))
    of_kind = orm.aliased(KindRule, kind_in_force(sa.literal(kind), today))
    found = session.execute(
        sa.select(rule, of_kind)
        .select_from(Citizen)
        .join(rule, sa.true())
        .join(of_kind, sa.true())
        .where(Citizen.id == citizen_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return terms_of(found[0], found[1])


def why_it_stays(talk: Talk, terms: Terms, now: datetime) -> BookingRefusal | None:
    """Why the citizen can't move or cancel the talk; what is shown is what the buttons do."""
    changes = talk.obligation.changes if talk.obligation else 0
    no = why_not_change(talk.status, talk.starts, terms, now, changes)
    return None if no is None else refusal_for(no)


def next_talk(session: Session, citizen_id: int, now: datetime) -> Talk | None:
    """The citizen's next talk, also while it goes on, or None."""
    return next(iter(upcoming(session, citizen_id, now)), None)


def upcoming(session: Session, citizen_id: int, now: datetime) -> list[Talk]:
    """The citizen's talks that are not over, the next one first."""
    ends, starts = sa.func.upper(Talk.during), sa.func.lower(Talk.during)
    return list(
        session.scalars(
            _talks()
            .where(Talk.citizen_id == citizen_id, Talk.status == "booked", ends > now)
            .order_by(starts)
        )
    )


def past(session: Session, citizen_id: int, now: datetime) -> list[Talk]:
    """The citizen's latest talks that are over or cancelled, the latest first."""
    ends, starts = sa.func.upper(Talk.during), sa.func.lower(Talk.during)
    return list(
        session.scalars(
            _talks()
            .where(Talk.citizen_id == citizen_id, sa.or_(Talk.status != "booked", ends <= now))
            .order_by(starts.desc())
            .limit(PAST_SHOWN)
        )
    )


def todays_talks(session: Session, staff_id: int, now: datetime) -> list[Talk]:
    """The talks of the Danish day that somebody holds or takes part in, without the cancelled."""
    today = clock.local_date(now)
    day = Range(clock.start_of_day(today), clock.start_of_day(today + timedelta(days=1)))
    return list(
        session.scalars(
            _talks()
            .where(
                is_theirs(staff_id, day),
                Talk.status != "cancelled",
                Talk.during.overlaps(day),
            )
            .order_by(sa.func.lower(Talk.during))
        )
    )


def without_outcome(
    session: Session, now: datetime, *, staff_id: int, team_id: int | None = None, limit: int = 50
) -> list[Talk]:
    """Talks of earlier days that nobody has said the outcome of, the oldest first.

    Those of the member of staff, or with `team_id` those of everybody in the team.
    """
    whose = (
        Talk.caseworker_id == staff_id
        if team_id is None
        else Talk.caseworker_id.in_(sa.select(Staff.id).where(Staff.team_id == team_id))
    )
    today = clock.start_of_day(clock.local_date(now))
    return list(
        session.scalars(
            _talks()
            .where(whose, Talk.status == "booked", sa.func.lower(Talk.during) < today)
            .order_by(sa.func.lower(Talk.during))
            .limit(limit)
        )
    )


def missed_duties(session: Session, staff_id: int, limit: int = 50) -> list[Obligation]:
    """The caseworker's citizens who did not book in time, the longest ago first."""
    due = orm.aliased(Obligation, pending().lateral())
    return list(
        session.scalars(
            sa.select(due)
            .select_from(Citizen)
            .join(due, sa.true())
            .options(orm.contains_eager(due.citizen))
            .where(
                Citizen.caseworker_id == staff_id,
                Citizen.course_ended_on.is_(None),
                due.status == "expired",
            )
            .order_by(due.book_by)
            .limit(limit)
        )
    )


def agenda_of(session: Session, talk_id: int) -> list[AgendaItem]:
    """What the two sides want to talk about, in the order it was written."""
    wanted = sa.select(AgendaItem).where(AgendaItem.talk_id == talk_id)
    return list(session.scalars(wanted.order_by(AgendaItem.id)))


def talk_for_staff(session: Session, actor: Actor, talk_id: int, now: datetime) -> Talk:
    """A talk that the member of staff holds, or of the team they lead, or of a citizen whose data
    they may see now.

    Raises:
        NotFound: when there is none, or it is not theirs to see.
    """
    holder = orm.aliased(Staff)
    wanted = (
        _talks()
        .join(holder, holder.id == Talk.caseworker_id)
        .join(Citizen, Citizen.id == Talk.citizen_id)
        .where(Talk.id == talk_id)
    )
    own = sa.or_(Talk.caseworker_id == actor.person_id, caseload.reaches(actor, now))
    if policy.may(actor, policy.LEAD_TEAM):
        own = sa.or_(own, holder.team_id == actor.team_id)
    found = session.execute(
        wanted.add_columns(caseload.outside(actor, now))
        .where(own)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    talk: Talk = found[0]
    look_id: int | None = found[1]
    audit.under_reason(talk.citizen_id, look_id)
    return talk


def to_book_for(session: Session, staff_id: int, limit: int = 50) -> list[Obligation]:
    """What a caseworker has to book for citizens who need not book themselves, soonest first."""
    return list(
        session.scalars(
            sa.select(Obligation)
            .join(Obligation.citizen)
            .options(orm.contains_eager(Obligation.citizen), orm.joinedload(Obligation.purpose))
            .where(
                Citizen.caseworker_id == staff_id,
                Citizen.course_ended_on.is_(None),
                Obligation.status == "exempt",
            )
            .order_by(Obligation.hold_by, Obligation.id)
            .limit(limit)
        )
    )


def running_duties(session: Session, citizen_id: int) -> list[Obligation]:
    """What a citizen has to book, has booked or missed last, the nearest deadline first."""
    return list(
        session.scalars(
            sa.select(Obligation)
            .options(orm.joinedload(Obligation.purpose))
            .where(
                Obligation.citizen_id == citizen_id,
                Obligation.status.in_(("open", "booked", "exempt", "expired")),
            )
            .order_by(Obligation.hold_by.desc(), Obligation.id.desc())
            .limit(5)
        )
    )


def first_duties(session: Session, citizen_ids: Sequence[int]) -> dict[int, Obligation]:
    """For each of these citizens the duty that is to be held first, where one runs."""
    found = session.scalars(
        sa.select(Obligation)
        .ext(postgresql.distinct_on(Obligation.citizen_id))
        .where(
            Obligation.citizen_id.in_(citizen_ids),
            Obligation.status.in_(("open", "booked", "exempt")),
        )
        .order_by(Obligation.citizen_id, Obligation.hold_by, Obligation.id)
    )
    return {duty.citizen_id: duty for duty in found}


def obligation_of(session: Session, citizen_id: int, obligation_id: int) -> Obligation:
    """An obligation of this citizen.

    Raises:
        NotFound: when there is none with this id, or it is another's.
    """
    found = session.scalar(
        sa.select(Obligation).where(
            Obligation.id == obligation_id, Obligation.citizen_id == citizen_id
        )
    )
    if found is None:
        raise NotFound
    return found


def purposes(session: Session) -> list[Purpose]:
    """The purposes an inviter can choose."""
    return list(session.scalars(sa.select(Purpose).where(Purpose.active).order_by(Purpose.code)))
