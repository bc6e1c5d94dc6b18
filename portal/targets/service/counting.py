"""Counting what nothing else keeps, while its quarter runs."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.targets import queries
from portal.targets.models import QuarterCount


def count(session: Session, now: datetime) -> None:
    """Write how many CVs are up to date at `now` as the running quarter's count."""
    n, up_to_date = queries.cvs_now(session, now)
    row = {
        "key": "cv_up_to_date",
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
    session.flush()
