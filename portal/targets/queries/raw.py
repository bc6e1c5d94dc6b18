"""The survey's raw counts as tables. They are small enough to betray: only the publication asks."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.surveys import queries as surveys
from portal.surveys.models import Invitation, Wave
from portal.targets.models import FigureRelease
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.suppression import ALL, PAIR, SINGLE, TOTAL, Address, Counts, Table

KNOWN_OF_EVERYBODY = ("group_family", "team", "length_band")
"""What is known of all who were invited, so that those who answered can be compared with them."""


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


def tables(session: Session, quarter: Quarter, *, groups: bool) -> dict[str, Table]:
    """The counts of a quarter by statement; with `groups` in every division."""
    day = quarter.first_day
    found: dict[str, dict[Address, Counts]] = {}
    dimensions: tuple[surveys.Dimension, ...] = (ALL, *SINGLE, PAIR) if groups else (ALL,)
    for dimension in dimensions:
        for row in surveys.cells(session, dimension, day, day):
            table = found.setdefault(row.key, {})
            table[_address(dimension, row.value)] = Counts(row.invited, row.n, row.favourable)
    return dict(found)


def populations(session: Session, quarter: Quarter) -> dict[Address, int]:
    """How many had a contact course when the quarter's wave began, in total and by background."""
    day = quarter.first_day
    found = {
        _address(dimension, row.value): row.number
        for dimension in KNOWN_OF_EVERYBODY
        for row in surveys.population(session, dimension, day, day)
    }
    whole = sum(row.number for row in surveys.population(session, ALL, day, day))
    return {TOTAL: whole, **found} if whole else {}


def _address(dimension: surveys.Dimension, value: Any) -> Address:
    if dimension == ALL:
        return TOTAL
    if isinstance(dimension, tuple):
        return Address(dimension[0], *value)
    return Address(dimension, value)
