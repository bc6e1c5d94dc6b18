"""How long one usually waits for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core import clock, standing
from portal.messages import rules
from portal.messages.models import ThreadMessage
from portal.messages.queries.promises import Promises


@dataclass(frozen=True)
class AnswerTime:
    """The median wait of the last weeks, and of how many answers. None: too few to say."""

    weeks: int
    n: int
    median: timedelta | None


def answer_time(
    session: Session, team_id: int, promised: Promises, now: datetime
) -> AnswerTime | None:
    """Of the answers a team has given in the last weeks, counted hour by hour, nights too."""
    setting = promised.setting(clock.local_date(now))
    if setting is None:
        return None
    wait = ThreadMessage.sent_at - ThreadMessage.waited_since
    asked = (
        sa.select(sa.func.count(), sa.func.percentile_cont(0.5).within_group(wait))
        .join(Staff, Staff.id == ThreadMessage.staff_id)
        .where(
            ThreadMessage.waited_since.is_not(None),
            ThreadMessage.sent_at >= now - timedelta(weeks=setting.figure_weeks),
            ThreadMessage.sent_at <= now,
            Staff.team_id == team_id,
        )
    )
    with standing.through(session, "figures"):
        n, median = session.execute(asked).one()
    return AnswerTime(setting.figure_weeks, n, median if n >= rules.FEWEST_ANSWERS else None)
