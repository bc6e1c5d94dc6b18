"""How long each request took, for the figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.clocks import moments_received, read_moments
from portal.recruitment.rules.clocks import hours_between
from portal.recruitment.rules.hours import open_time

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ClockResult:
    """What a request's two clocks show, in hours. None: not done, or not promised."""

    request_id: int
    kind: str
    received_at: datetime
    answer_hours: float | None
    candidate_hours: float | None
    answer_opening_hours: float | None
    candidate_opening_hours: float | None
    withdrawn: bool
    ended_at: datetime | None
    """When it was closed or withdrawn: nobody waits for what is undone any more."""


def clock_results(session: Session, start: datetime, end: datetime) -> list[ClockResult]:
    """The requests received from `start` until before `end`, oldest first, in three statements.

    Candidates are promised for kind 'recruitment' only. An undone clock has no hours: whether
    it is a breach depends on what was promised and on now, which the reader of figures knows.
    Opening hours are counted by the calendar in force at `end`.
    """
    moments = moments_received(start, end)
    days = calendar.load(session, clock.local_date(end))
    rows = session.execute(
        sa.select(RecruitmentRequest.kind, moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .order_by(moments.c.received, moments.c.request_id)
    )
    results = []
    for row in rows:
        read = read_moments(row)
        presented = read.presented if row.kind == "recruitment" else None
        results.append(
            ClockResult(
                row.request_id,
                row.kind,
                read.received,
                hours_between(read.received, read.answered),
                hours_between(read.received, presented),
                _open_hours(read.received, read.answered, days),
                _open_hours(read.received, presented, days),
                read.withdrawn is not None,
                read.ended,
            )
        )
    return results


def _open_hours(start: datetime, end: datetime | None, days: calendar.WorkCalendar) -> float | None:
    return None if end is None else open_time(start, end, days) / HOUR
