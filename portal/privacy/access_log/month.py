"""A whole month of looks, some thousand at a time: for the file that is taken out."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.caseload.models import CitizenLook, LookReason
from portal.core import clock
from portal.core.access import Actor
from portal.core.audit import IS_LOOK, AuditEvent
from portal.privacy.access_log import rules

AT_ONCE = 5000


@dataclass(frozen=True)
class MonthLook:
    """A line of a month's log as a file has it: the citizen by number alone."""

    id: int
    at: datetime
    action: str
    subject: str
    role: str | None
    name: str
    team: str
    citizen_id: int | None
    reason: LookReason | None


def _of_month(actor: Actor, month: date) -> sa.ColumnElement[bool]:
    """Looks of staff in a month, but for the actor's own."""
    return sa.and_(
        AuditEvent.at >= clock.start_of_day(month),
        AuditEvent.at < clock.start_of_day(rules.month_after(month)),
        sa.text("audience = 'staff'"),
        sa.text(IS_LOOK),
        AuditEvent.person_id != actor.person_id,
    )


def number(session: Session, actor: Actor, month: date) -> int:
    """How many looks a month's file has."""
    counted = sa.select(sa.func.count()).select_from(AuditEvent).where(_of_month(actor, month))
    return session.scalar(counted) or 0


def some(
    session: Session, actor: Actor, month: date, after: tuple[datetime, int] | None
) -> list[MonthLook]:
    """The next looks of a month after that moment and number, the oldest first."""
    lines = sa.select(AuditEvent).where(_of_month(actor, month))
    if after is not None:
        # The moment alone first: it is what the index of moments can use.
        place = sa.tuple_(AuditEvent.at, AuditEvent.id) > sa.tuple_(*after)
        lines = lines.where(AuditEvent.at >= after[0], place)
    line = lines.order_by(AuditEvent.at, AuditEvent.id).limit(AT_ONCE).subquery()
    rows = session.execute(
        sa.select(
            line.c.id,
            line.c.at,
            line.c.action,
            line.c.subject,
            line.c.role,
            sa.func.coalesce(Staff.name, ""),
            sa.func.coalesce(Team.name, ""),
            line.c.citizen_id,
            LookReason,
        )
        .select_from(line)
        .outerjoin(Staff, Staff.id == line.c.person_id)
        .outerjoin(Team, Team.id == Staff.team_id)
        .outerjoin(CitizenLook, CitizenLook.id == line.c.look_id)
        .outerjoin(LookReason, LookReason.code == CitizenLook.reason_code)
        .order_by(line.c.at, line.c.id)
    )
    return [MonthLook(*row) for row in rows]
