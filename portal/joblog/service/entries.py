"""Use cases of the job log. Each change leaves a line in the audit trail."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.joblog import queries, rules
from portal.joblog.models import JobLogEntry
from portal.joblog.refusals import JobLogRefusal

MOST_ENTRIES = 2000


@dataclass(frozen=True)
class Entry:
    """A job applied for, or about to be, as the citizen writes it."""

    title: str
    employer: str
    applied_on: date
    status: str = "applied"
    note: str = ""
    how: str = ""
    next_step: str = ""
    next_on: date | None = None
    link: str = ""


def add(
    session: Session, actor: Actor, values: Entry, *, now: datetime, by: Actor | None = None
) -> JobLogEntry:
    """Write in the actor's own log. The very same again is the entry already there.

    `by` is who writes it down, where that is not the citizen.

    Raises:
        Refused: when the day is impossible, or the log is full.
    """
    _check(values, now)
    lock(session, actor.person_id)
    own = JobLogEntry.citizen_id == actor.person_id
    same = session.scalar(sa.select(JobLogEntry).where(own).filter_by(**asdict(values)).limit(1))
    if same is not None:
        return same
    if (session.scalar(sa.select(sa.func.count()).where(own)) or 0) >= MOST_ENTRIES:
        raise Refused(JobLogRefusal.TOO_MANY)
    made = JobLogEntry(citizen_id=actor.person_id, created_at=now, **asdict(values))
    session.add(made)
    session.flush()
    _note(session, actor, "add", made.id, now, values.status, by)
    return made


def change(
    session: Session, actor: Actor, entry_id: int, values: Entry, *, now: datetime
) -> JobLogEntry:
    """Give an entry of the actor's own new values.

    Raises:
        NotFound: when the actor has no such entry.
        Refused: when the day is impossible.
    """
    found = _own(session, actor, entry_id)
    _check(values, now, found)
    for name, value in asdict(values).items():
        setattr(found, name, value)
    session.flush()
    _note(session, actor, "change", entry_id, now, values.status)
    return found


def set_status(
    session: Session,
    actor: Actor,
    entry_id: int,
    status: str,
    *,
    now: datetime,
    by: Actor | None = None,
) -> JobLogEntry:
    """Give an entry of the actor's own a new status; a plan carried out gets today's date.

    `by` is who changes it, where that is not the citizen.

    Raises:
        NotFound: when the actor has no such entry.
    """
    found = _own(session, actor, entry_id)
    if found.status != status:
        found.applied_on = rules.day_after_change(
            found.status, status, found.applied_on, clock.local_date(now)
        )
        found.status = status
        session.flush()
        _note(session, actor, "change", entry_id, now, status, by)
    return found


def remove(session: Session, actor: Actor, entry_id: int, *, now: datetime) -> None:
    """Take an entry out of the actor's own log.

    Raises:
        NotFound: when the actor has no such entry.
    """
    found = _own(session, actor, entry_id)
    session.delete(found)
    session.flush()
    _note(session, actor, "remove", entry_id, now, found.status)


def _check(values: Entry, now: datetime, before: JobLogEntry | None = None) -> None:
    today = clock.local_date(now)
    problem = rules.day_problem(
        values.status, values.applied_on, today, before.applied_on if before else None
    ) or rules.next_problem(values.next_on, today, before.next_on if before else None)
    if problem is not None:
        raise Refused(JobLogRefusal[problem.name])


def _own(session: Session, actor: Actor, entry_id: int) -> JobLogEntry:
    lock(session, actor.person_id)
    found = queries.entry(session, actor.person_id, entry_id)
    if found is None:
        raise NotFound
    return found


def lock(session: Session, citizen_id: int) -> None:
    """Let writers of one log take turns, so that what is counted or found holds until commit."""
    session.execute(
        sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update(key_share=True)
    )


def _note(
    session: Session,
    actor: Actor,
    action: str,
    entry_id: int,
    now: datetime,
    status: str,
    by: Actor | None = None,
) -> None:
    audit.record(
        session,
        by or actor,
        action,
        "job_log_entry",
        entry_id,
        now=now,
        citizen_id=actor.person_id,
        status=status,
    )
