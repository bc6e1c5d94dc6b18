"""What pages read of the job log."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.joblog import rules
from portal.joblog.models import JobLogEntry, JobLogGoal, JobLogRule

PER_PAGE = 20


@dataclass(frozen=True)
class Page:
    """One page of the log, newest first."""

    entries: list[JobLogEntry]
    number: int
    pages: int
    total: int


def week(session: Session, citizen_id: int, now: datetime) -> rules.Week:
    """How many jobs this week, of how many. The goal is None where none is agreed."""
    today = clock.local_date(now)
    first, last = rules.week_of(today)
    done = sa.select(sa.func.count()).where(
        JobLogEntry.citizen_id == citizen_id,
        JobLogEntry.status != rules.PLANNED,
        JobLogEntry.applied_on.between(first, last),
    )
    by_rule = (
        sa.select(JobLogRule.per_week)
        .where(JobLogRule.target_group == Citizen.target_group, JobLogRule.valid_from <= today)
        .order_by(JobLogRule.valid_from.desc())
        .limit(1)
    )
    counted, agreed, usual = session.execute(
        sa.select(done.scalar_subquery(), JobLogGoal.per_week, by_rule.scalar_subquery())
        .select_from(Citizen)
        .outerjoin(JobLogGoal, JobLogGoal.citizen_id == Citizen.id)
        .where(Citizen.id == citizen_id)
    ).one()
    return rules.Week(counted, rules.goal(agreed, usual))


def page(session: Session, citizen_id: int, number: int) -> Page:
    """The page wanted, or the nearest there is."""
    own = JobLogEntry.citizen_id == citizen_id
    total = session.scalar(sa.select(sa.func.count()).where(own)) or 0
    pages = max(-(-total // PER_PAGE), 1)
    number = min(max(number, 1), pages)
    entries = session.scalars(
        sa.select(JobLogEntry)
        .where(own)
        .order_by(JobLogEntry.applied_on.desc(), JobLogEntry.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Page(list(entries), number, pages, total)


def entry(session: Session, citizen_id: int, entry_id: int) -> JobLogEntry | None:
    """An entry of the citizen's own, or None: another's is as good as none."""
    return session.scalar(
        sa.select(JobLogEntry).where(
            JobLogEntry.id == entry_id, JobLogEntry.citizen_id == citizen_id
        )
    )
