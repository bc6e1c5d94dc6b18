"""Threads, each with who has it now. That is computed: nothing has to be handed over by hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Citizen, Staff
from portal.booking.models import Absence
from portal.core import policy
from portal.core.access import Actor, Audience
from portal.messages import rules
from portal.messages.models import MessageThread, ThreadMessage
from portal.plan.models import PlanContact

PAGE = 20
UNREAD_SHOWN = 3

Contact, Holder, Substitute = aliased(Staff), aliased(Staff), aliased(Staff)


class Whose(StrEnum):
    """Whose threads staff look at."""

    OWN = "own"
    TEAM = "team"


@dataclass(frozen=True)
class Row:
    """A thread as lists and its own page show it."""

    thread: MessageThread
    citizen: Citizen
    holder: Staff
    """Who answers: the contact person while in the course, else the caseworker."""
    substitute: Staff | None
    away_until: datetime | None
    """Until when the holder is away, when that is so now."""
    unread: int
    """How many messages the side that looks has not read."""

    @property
    def holder_is_out(self) -> bool:
        """True when somebody else must see what comes."""
        return self.away_until is not None or not self.holder.active


@dataclass(frozen=True)
class ThreadPage:
    """One page of threads."""

    rows: list[Row]
    number: int
    pages: int
    total: int


def _holder_id() -> sa.ColumnElement[int]:
    in_course = sa.exists().where(
        PlanContact.citizen_id == MessageThread.citizen_id,
        sa.func.lower(PlanContact.email) == sa.func.lower(Contact.email),
    )
    return sa.case((sa.and_(Contact.active, in_course), Contact.id), else_=Citizen.caseworker_id)


def _rows(now: datetime, audience: Audience) -> sa.Select[Any]:
    away = (
        sa.select(sa.func.max(sa.func.upper(Absence.during)))
        .where(
            Absence.staff_id == Holder.id,
            Absence.kind == "away",
            Absence.during.contains(sa.literal(now, sa.DateTime(timezone=True))),
            sa.func.upper(Absence.during) >= now + rules.AWAY_AT_LEAST,
        )
        .scalar_subquery()
    )
    theirs = ThreadMessage.staff_id.is_(None)
    if audience is Audience.CITIZEN:
        theirs = ThreadMessage.staff_id.is_not(None)
    unread = (
        sa.select(sa.func.count())
        .where(ThreadMessage.thread_id == MessageThread.id, ThreadMessage.read_at.is_(None), theirs)
        .scalar_subquery()
    )
    return (
        sa.select(MessageThread, Citizen, Holder, Substitute, away, unread)
        .select_from(MessageThread)
        .join(Citizen, Citizen.id == MessageThread.citizen_id)
        .outerjoin(Contact, Contact.id == MessageThread.staff_id)
        .join(Holder, Holder.id == _holder_id())
        .outerjoin(
            Substitute, sa.and_(Substitute.id == MessageThread.substitute_id, Substitute.active)
        )
    )


def _is_own(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(Holder.id == actor.person_id, Substitute.id == actor.person_id)


def _may_see(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.audience is Audience.CITIZEN:
        return MessageThread.citizen_id == actor.person_id
    if actor.audience is not Audience.STAFF:
        return sa.false()
    if policy.may(actor, policy.LEAD_TEAM) and actor.team_id is not None:
        return sa.or_(_is_own(actor), Holder.team_id == actor.team_id)
    return _is_own(actor)


def thread(session: Session, actor: Actor, thread_id: int, now: datetime) -> Row | None:
    """The thread, if the actor may see it: the citizen, its staff, the lead of their team."""
    found = session.execute(
        _rows(now, actor.audience).where(MessageThread.id == thread_id, _may_see(actor))
    ).one_or_none()
    return Row(*found) if found else None


def of_citizen(session: Session, citizen_id: int, page: int, now: datetime) -> ThreadPage:
    """The citizen's own threads, the one written in last first."""
    wanted = _rows(now, Audience.CITIZEN).where(MessageThread.citizen_id == citizen_id)
    return _page(session, wanted, page, MessageThread.last_at.desc())


def unread_of_citizen(session: Session, citizen_id: int, now: datetime) -> list[Row]:
    """The threads in which something waits to be read by the citizen, the newest first."""
    unread = sa.exists().where(
        ThreadMessage.thread_id == MessageThread.id,
        ThreadMessage.read_at.is_(None),
        ThreadMessage.staff_id.is_not(None),
    )
    rows = session.execute(
        _rows(now, Audience.CITIZEN)
        .where(MessageThread.citizen_id == citizen_id, unread)
        .order_by(MessageThread.last_at.desc())
        .limit(UNREAD_SHOWN)
    )
    return [Row(*row) for row in rows]


def for_staff(
    session: Session, actor: Actor, whose: Whose, page: int, now: datetime, *, waiting: bool
) -> ThreadPage:
    """Threads of the actor, or of the team they lead: what waits longest first.

    With `waiting` only those that wait for an answer.
    """
    wanted = _rows(now, Audience.STAFF).where(
        _may_see(actor) if whose is Whose.TEAM else _is_own(actor)
    )
    if waiting:
        wanted = wanted.where(MessageThread.waits_since.is_not(None))
    order = (MessageThread.waits_since.asc().nulls_last(), MessageThread.last_at.desc())
    return _page(session, wanted, page, *order)


def waiting_for(session: Session, actor: Actor, now: datetime) -> tuple[int, datetime | None]:
    """How many threads wait for the actor, for a lead also the team's; since when the first."""
    wanted = _rows(now, Audience.STAFF).where(
        MessageThread.waits_since.is_not(None), _may_see(actor)
    )
    waits = wanted.with_only_columns(MessageThread.waits_since).subquery()
    found = sa.select(sa.func.count(), sa.func.min(waits.c.waits_since))
    number, since = session.execute(found).one()
    return number, since


def of_citizen_for(session: Session, actor: Actor, citizen_id: int, now: datetime) -> list[Row]:
    """A citizen's threads that a member of staff may see, the one written in last first."""
    rows = session.execute(
        _rows(now, actor.audience)
        .where(MessageThread.citizen_id == citizen_id, _may_see(actor))
        .order_by(MessageThread.last_at.desc(), MessageThread.id.desc())
        .limit(200)
    )
    return [Row(*row) for row in rows]


def _page(session: Session, wanted: sa.Select[Any], page: int, *order: Any) -> ThreadPage:
    """That page, else the last one there is; the number of all comes with the rows."""
    counted = wanted.add_columns(sa.func.count().over()).order_by(*order, MessageThread.id.desc())
    number = max(1, min(page, 10_000))
    rows = session.execute(counted.limit(PAGE).offset((number - 1) * PAGE)).all()
    if not rows and number > 1:
        ids = wanted.with_only_columns(MessageThread.id).subquery()
        total = session.scalar(sa.select(sa.func.count()).select_from(ids))
        last = max(1, -(-(total or 0) // PAGE))
        return _page(session, wanted, last, *order) if last < number else ThreadPage([], 1, 1, 0)
    total = rows[0][-1] if rows else 0
    return ThreadPage([Row(*row[:-1]) for row in rows], number, max(1, -(-total // PAGE)), total)
