"""What businesses say of the service, as far as it may be shown."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.surveys import queries as surveys
from portal.surveys.models import Wave
from portal.targets.rules import suppression
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import wilson
from portal.targets.rules.suppression import TOTAL, Counts, Limits

SHOWN_QUARTERS = 4


@dataclass(frozen=True)
class Opinion:
    """One statement in one quarter. Everything but its key is None where too few answered."""

    key: str
    n: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BusinessQuarter:
    """What was said in a quarter that is over."""

    quarter: Quarter
    version: int
    invited: int
    opinions: tuple[Opinion, ...]


def of_businesses(session: Session, limits: Limits) -> list[BusinessQuarter]:
    """The latest quarters whose last answer is counted, newest first.

    A running quarter shows nothing, so nobody can watch a figure move; and there are no groups,
    so a total can't be taken apart. In two statements.
    """
    waves = {
        start: version
        for start, version in session.execute(
            sa.select(Wave.quarter_start, Wave.version)
            .where(Wave.questionnaire == "business", Wave.closed)
            .order_by(Wave.quarter_start.desc())
            .limit(SHOWN_QUARTERS)
        )
    }
    if not waves:
        return []
    tables: dict[date, dict[str, Counts]] = {}
    for row in surveys.cells(session, "all", min(waves), max(waves), "business"):
        counts = Counts(row.invited, row.n, row.favourable)
        tables.setdefault(row.quarter_start, {})[row.key] = counts
    return [
        BusinessQuarter(
            Quarter.of(start),
            version,
            max((one.invited for one in tables[start].values()), default=0),
            _opinions(tables[start], limits),
        )
        for start, version in waves.items()
        if start in tables
    ]


def _opinions(table: dict[str, Counts], limits: Limits) -> tuple[Opinion, ...]:
    shown = suppression.decide({key: {TOTAL: counts} for key, counts in table.items()}, limits)
    return tuple(
        Opinion(key, counts.n, counts.favourable / counts.n, *wilson(counts.favourable, counts.n))
        if shown[key]
        else Opinion(key)
        for key, counts in table.items()
    )
