"""What a screen on the wall shows: what is urgent and how the day goes, and nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.clocks import open_requests
from portal.recruitment.queries.results import ClockResult, clock_results
from portal.recruitment.rules.clocks import ANSWER
from portal.recruitment.rules.events import LEFT_OUT
from portal.recruitment.rules.figures import Measured, Summary, summarise
from portal.recruitment.rules.progress import Progress

SHOWN = 3
DAYS = 7


@dataclass(frozen=True)
class Urgent:
    """An open enquiry as everybody in the room may see it."""

    kind: str
    positions: int | None
    progress: Progress


@dataclass(frozen=True)
class Wall:
    """The screen as it is at `now`."""

    now: datetime
    urgent: list[Urgent]
    waiting: int
    late: int
    received_today: int
    answered_today: int
    week: Summary
    """The answers to what came in the last seven days."""


def wall(session: Session, now: datetime) -> Wall:
    """What the screen shows: six statements at most."""
    waiting = [one for one in open_requests(session, now) if one.progress.running]
    shown = [one for one in waiting if one.progress.next_due is not None][:SHOWN]
    facts = {
        row.id: row
        for row in session.execute(
            sa.select(
                RecruitmentRequest.id, RecruitmentRequest.kind, RecruitmentRequest.positions
            ).where(RecruitmentRequest.id.in_([one.id for one in shown]))
        )
    }
    recent = clock_results(session, now - timedelta(days=DAYS), now, now)
    today = clock.local_date(now)
    counted = [one for one in recent if one.left_out not in LEFT_OUT]
    return Wall(
        now,
        [Urgent(facts[one.id].kind, facts[one.id].positions, one.progress) for one in shown],
        len(waiting),
        sum(bool(one.progress.broken) for one in waiting),
        sum(clock.local_date(one.received_at) == today for one in counted),
        sum(_answered_on(one, today) for one in counted),
        summarise(
            Measured(waited.hours, one.promised[ANSWER].hours, waited.done, one.left_out)
            for one in recent
            if (waited := one.waits.get((ANSWER, "elapsed"))) and ANSWER in one.promised
        ),
    )


def _answered_on(one: ClockResult, today: date) -> bool:
    hours = one.hours(ANSWER)
    if hours is None:
        return False
    return clock.local_date(one.received_at + timedelta(hours=hours)) == today
