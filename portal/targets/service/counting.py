"""Counting the job centre's own work: what nothing else keeps, and each quarter once it settles."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.targets import queries
from portal.targets.models import AT_THE_END, COUNTED_KEYS, QuarterCount
from portal.targets.rules.quarters import Quarter, latest

SETTLES_AFTER = timedelta(days=31)
"""Outcomes of talks and referrals are noted late; a month after its end a quarter is settled."""


def count(session: Session, now: datetime) -> None:
    """Count how many CVs are up to date at `now`, and every quarter that has settled since.

    A settled quarter's figures stay, also when what they were counted of is deleted in its time.
    """
    _count_cvs(session, now)
    for quarter in _to_settle(session, now):
        _settle(session, quarter, now)
    session.flush()


def _count_cvs(session: Session, now: datetime) -> None:
    n, up_to_date = queries.cvs_now(session, now)
    row = {
        "key": AT_THE_END,
        "quarter_start": clock.quarter_start(clock.local_date(now)),
        "n": n,
        "count": up_to_date,
        "counted_at": now,
    }
    wanted = insert(QuarterCount).values(row)
    session.execute(
        wanted.on_conflict_do_update(
            index_elements=["key", "quarter_start"],
            set_={name: wanted.excluded[name] for name in ("n", "count", "counted_at")},
        )
    )


def _to_settle(session: Session, now: datetime) -> list[Quarter]:
    """The quarters of the dashboard that are settled by now and were not counted yet."""
    today = clock.local_date(now)
    counted = set(
        session.scalars(
            sa.select(QuarterCount.quarter_start).where(QuarterCount.key != AT_THE_END).distinct()
        )
    )
    return [
        quarter
        for quarter in latest(today)
        if quarter.last_day + SETTLES_AFTER < today and quarter.first_day not in counted
    ]


def _settle(session: Session, quarter: Quarter, now: datetime) -> None:
    found = queries.work_counted(session, quarter.first_day, quarter.last_day, now)
    rows = []
    for key in set(COUNTED_KEYS) - {AT_THE_END}:
        n, counted = next(((one.n, one.count) for one in found.get(key, [])), (0, 0))
        rows.append(
            {
                "key": key,
                "quarter_start": quarter.first_day,
                "n": n,
                "count": counted,
                "counted_at": now,
            }
        )
    session.execute(insert(QuarterCount).on_conflict_do_nothing(), rows)
