"""How often plans are used: a number a month, with nobody behind it."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.plan.models import PlanUse


def count(session: Session, what: str, now: datetime) -> None:
    """Count one more of `what` (one of `USES`) in the month of `now`."""
    month = clock.local_date(now).replace(day=1)
    one = insert(PlanUse).values(month=month, what=what, times=1)
    session.execute(
        one.on_conflict_do_update(
            constraint="plan_use_pkey", set_={"times": PlanUse.times + one.excluded.times}
        )
    )
