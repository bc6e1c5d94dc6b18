"""Team leads are warned before citizens are asked to book times that are not there."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries
from portal.booking.queries import Line
from portal.booking.service.duty_rounds import generate_obligations
from portal.core import clock, policy
from portal.core.access import Audience
from portal.notifications import service as notifications

LOOK_AHEAD_DAYS = 7
TIMES_PATH = "/personale/tider"


def coming(session: Session, now: datetime) -> list[Line]:
    """Times against the duties of today and those the rules will make within a week.

    The coming duties are made for real and taken back, so that they are exactly those that will
    be. The session must hold no changes: it is rolled back.
    """
    generate_obligations(session, now + timedelta(days=LOOK_AHEAD_DAYS))
    lines = queries.sufficiency(session, now)
    session.rollback()
    return lines


def warn_leads(session: Session, now: datetime) -> int:
    """Tell the leads of teams that lack times, once a week for each kind and language.

    Says for how many lines times are missing. The session must hold no changes.
    """
    short = [line for line in coming(session, now) if line.shortage]
    week = clock.local_date(now).strftime("%G-%V")
    for line in short:
        assert line.shortage is not None
        for lead_id in _leads(session, line.team_id):
            notifications.tell(
                session,
                event=f"short:{line.team_id}:{line.kind}:{line.language}:{week}",
                kind="not_enough_times",
                audience=Audience.STAFF,
                recipient_id=lead_id,
                now=now,
                path=TIMES_PATH,
                team=line.team,
                short=line.shortage.missing,
                hold_by=line.shortage.hold_by,
            )
    return len(short)


def _leads(session: Session, team_id: int) -> list[int]:
    return list(
        session.scalars(
            sa.select(Staff.id).where(
                Staff.team_id == team_id, Staff.role.in_(policy.LEAD_TEAM.values), Staff.active
            )
        )
    )
