"""What pages read of the job log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Citizen
from portal.core import clock
from portal.joblog import rules
from portal.joblog.models import (
    JobLogAway,
    JobLogComment,
    JobLogEntry,
    JobLogGoal,
    JobLogRule,
    JobLogSetting,
)

PER_PAGE = 20


@dataclass(frozen=True)
class Page:
    """One page of the log, newest first."""

    entries: list[JobLogEntry]
    number: int
    pages: int
    total: int


def week(session: Session, citizen_id: int, now: datetime) -> rules.Week:
    """How many jobs this week, of how many, in one statement.

    The goal is None where none is agreed, and in a week most of which the citizen is away.
    """
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
    agreed = (
        sa.select(JobLogGoal.per_week)
        .where(
            JobLogGoal.citizen_id == citizen_id,
            JobLogGoal.answer == "accepted",
            JobLogGoal.valid_from <= last,
        )
        .order_by(JobLogGoal.valid_from.desc(), JobLogGoal.id.desc())
        .limit(1)
    )
    gone = sa.select(
        sa.func.array_agg(postgresql.array([JobLogAway.first, JobLogAway.last]))
    ).where(JobLogAway.citizen_id == citizen_id, JobLogAway.last >= first, JobLogAway.first <= last)
    counted, own, usual, periods, free_days = session.execute(
        sa.select(
            done.scalar_subquery(),
            agreed.scalar_subquery(),
            by_rule.scalar_subquery(),
            gone.scalar_subquery(),
            _in_force(today, JobLogSetting.free_week_days).scalar_subquery(),
        ).where(Citizen.id == citizen_id)
    ).one()
    away = rules.is_free(first, periods or (), free_days) if free_days else False
    return rules.Week(counted, None if away else rules.goal(own, usual), away, first)


def _in_force(today: date, *columns: Any) -> sa.Select[Any]:
    """The setting of the day."""
    return (
        sa.select(*columns)
        .where(JobLogSetting.valid_from <= today)
        .order_by(JobLogSetting.valid_from.desc())
        .limit(1)
    )


def setting(session: Session, today: date) -> JobLogSetting | None:
    """What holds on the day, or None where nothing is set."""
    found: JobLogSetting | None = session.scalar(_in_force(today, JobLogSetting))
    return found


def away(session: Session, citizen_id: int) -> list[JobLogAway]:
    """The citizen's days away, the latest first."""
    return list(
        session.scalars(
            sa.select(JobLogAway)
            .where(JobLogAway.citizen_id == citizen_id)
            .order_by(JobLogAway.first.desc())
        )
    )


def proposal(session: Session, citizen_id: int) -> JobLogGoal | None:
    """The goal that waits for the citizen's answer."""
    return session.scalar(
        sa.select(JobLogGoal).where(
            JobLogGoal.citizen_id == citizen_id, JobLogGoal.answer.is_(None)
        )
    )


def goals(session: Session, citizen_id: int) -> list[JobLogGoal]:
    """What was proposed and answered, the newest first."""
    return list(
        session.scalars(
            sa.select(JobLogGoal)
            .where(JobLogGoal.citizen_id == citizen_id, JobLogGoal.answer != "replaced")
            .order_by(JobLogGoal.valid_from.desc(), JobLogGoal.id.desc())
            .limit(10)
        )
    )


def comments(session: Session, entry_ids: Iterable[int]) -> dict[int, list[JobLogComment]]:
    """What caseworkers have said, by entry, the oldest first."""
    found: dict[int, list[JobLogComment]] = {}
    wanted = list(entry_ids)
    if not wanted:
        return found
    rows = session.scalars(
        sa.select(JobLogComment)
        .where(JobLogComment.entry_id.in_(wanted))
        .options(joinedload(JobLogComment.staff))
        .order_by(JobLogComment.id)
    )
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def last_entry(session: Session, citizen_id: int) -> JobLogEntry | None:
    """What was written last."""
    return session.scalar(
        sa.select(JobLogEntry)
        .where(JobLogEntry.citizen_id == citizen_id)
        .order_by(JobLogEntry.id.desc())
        .limit(1)
    )


def each_entry(session: Session, citizen_id: int) -> Iterator[JobLogEntry]:
    """The whole log, newest first, some at a time."""
    yield from session.scalars(
        sa.select(JobLogEntry)
        .where(JobLogEntry.citizen_id == citizen_id)
        .order_by(JobLogEntry.applied_on.desc(), JobLogEntry.id.desc())
        .execution_options(yield_per=200)
    )


def silence(session: Session, citizen_id: int, now: datetime) -> rules.Silence | None:
    """How long the citizen's log has been quiet, when that is worth a hint; else None."""
    found = quiet(session, now, citizen_id)
    return found[0][2] if found else None


def quiet(
    session: Session, now: datetime, citizen_id: int | None = None
) -> list[tuple[int, date, rules.Silence]]:
    """Citizens with a goal whose log is quiet long enough for a hint, since when, and how long.

    What counts is when they last wrote, not which day they wrote of. Days away don't count.
    """
    today = clock.local_date(now)
    settled = setting(session, today)
    if settled is None:
        return []
    written_on = sa.cast(sa.func.timezone(clock.COPENHAGEN.key, JobLogEntry.created_at), sa.Date)
    wrote = sa.func.coalesce(
        sa.func.max(written_on),
        Citizen.course_started_on,
    )
    rows = session.execute(
        sa.select(Citizen.id, wrote)
        .outerjoin(JobLogEntry, JobLogEntry.citizen_id == Citizen.id)
        .where(
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today),
            Citizen.id == citizen_id if citizen_id is not None else sa.true(),
        )
        .group_by(Citizen.id)
        .having(wrote <= today - timedelta(days=settled.hint_after_days))
    ).all()
    gone: dict[int, list[tuple[date, date]]] = {}
    for one in session.scalars(
        sa.select(JobLogAway).where(JobLogAway.citizen_id.in_([row[0] for row in rows]))
    ):
        gone.setdefault(one.citizen_id, []).append((one.first, one.last))
    found = []
    for quiet_id, since in rows:
        away_days = gone.get(quiet_id, [])
        days = rules.quiet_days(since, today, away_days)
        due = rules.hint_due(
            days,
            settled.hint_after_days,
            has_goal=week(session, quiet_id, now).goal is not None,
            away_today=any(first <= today <= last for first, last in away_days),
        )
        if due:
            found.append((quiet_id, since, rules.Silence(days, settled.notice_after_days)))
    return found


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
