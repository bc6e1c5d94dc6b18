"""The survey's raw counts as tables. They are small enough to betray: only the publication asks."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.surveys import queries as surveys
from portal.surveys.models import Invitation, Wave
from portal.targets.models import FigureRelease
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.suppression import TOTAL, Address, Counts, Table


def unfrozen(session: Session, now: datetime) -> list[tuple[Quarter, bool]]:
    """The quarters of the survey that are not frozen yet, and whether their last answer is in."""
    frozen = sa.select(FigureRelease.quarter_start).where(FigureRelease.final)
    rows = session.execute(
        sa.select(Wave.quarter_start, sa.func.max(Invitation.expires_at), surveys.waits(Wave.id))
        .outerjoin(Invitation, Invitation.wave_id == Wave.id)
        .where(
            Wave.questionnaire == "citizen",
            Wave.quarter_start <= clock.local_date(now),
            Wave.quarter_start.not_in(frozen),
        )
        .group_by(Wave.id)
        .order_by(Wave.quarter_start)
    )
    return [
        (
            Quarter.of(start),
            clock.start_of_day(clock.next_quarter(start)) <= now
            and not (last and last > now)
            and not waiting,
        )
        for start, last, waiting in rows
    ]


def tables(session: Session, quarter: Quarter) -> dict[str, Table]:
    """The counts of a quarter by statement, in every division."""
    found: dict[str, dict[Address, Counts]] = {}
    for row in surveys.counts(session, quarter.first_day, quarter.first_day):
        found.setdefault(row.key, {})[TOTAL] = Counts(row.invited, row.n, row.favourable)
    return dict(found)
