"""Checks of what works behind the pages: the worker, its jobs, messages, backups."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core import outgoing
from portal.operations import queries
from portal.operations.findings import Finding, State, graded
from portal.settings import Settings

WORKER_SILENT = 60
JOBS_WARN, JOBS_FAIL = 300, 1800
MESSAGES_WARN, MESSAGES_FAIL = 900, 7200
BACKUP_WARNS, BACKUP_FAILS = 26, 50  # hours: one a day, and one missed
LOG_WARNS, LOG_FAILS = 5, 30  # minutes: one pass a minute
VERIFIED_WITHIN = timedelta(days=31)
UNARCHIVED_WARNS, UNARCHIVED_FAILS = 1_000_000_000, 8_000_000_000


def worker(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a worker lives."""
    known = queries.workers(session)
    silent = known.since is None or known.seconds(now) > WORKER_SILENT
    if known.since is None:
        yield Finding("worker", "worker_none", State.ERROR)
    elif silent:
        minutes = round(known.seconds(now) / 60)
        yield Finding("worker", "worker_silent", State.ERROR, {"minutes": minutes})
    else:
        yield Finding("worker", "worker_ok", State.OK, {"number": known.number})


def jobs(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether jobs wait longer than they should, and whether some were given up on."""
    waiting = queries.waiting_jobs(session, now)
    yield graded(
        "jobs",
        "jobs",
        waiting.seconds(now),
        warns_at=JOBS_WARN,
        fails_at=JOBS_FAIL,
        number=waiting.number,
        minutes=round(waiting.seconds(now) / 60),
    )
    failed = queries.failed_jobs(session)
    if failed:
        yield Finding("failed_jobs", "jobs_failed", State.WARNING, {"number": failed})


def messages(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether messages go out, and in time."""
    gate = outgoing.standing(session)
    waiting = queries.due_messages(session, now)
    values = {"number": waiting.number, "minutes": round(waiting.seconds(now) / 60)}
    if not gate.open:
        yield Finding("messages", "messages_held", State.ERROR, values)
    else:
        yield graded(
            "messages",
            "messages",
            waiting.seconds(now),
            warns_at=MESSAGES_WARN,
            fails_at=MESSAGES_FAIL,
            **values,
        )
    failed = queries.failed_messages(session, now - timedelta(days=1))
    if failed:
        yield Finding("failed_messages", "messages_failed", State.WARNING, {"number": failed})


def backups(session: Session, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether there is a young backup, whether it was verified, and whether the log is archived."""
    bad = State.ERROR if settings.env == "production" else State.WARNING
    newest, last = queries.newest_backup(session), queries.last_run(session)
    if last is not None and last.problem:
        yield Finding("backup_failed", "backup_failed", bad, {"reason": last.problem})
    if newest is None:
        yield Finding("backup", "backup_none", bad)
        return
    hours = (now - newest.ended_at).total_seconds() / 3600
    yield graded(
        "backup",
        "backup",
        hours,
        warns_at=BACKUP_WARNS,
        fails_at=BACKUP_FAILS,
        hours=round(hours),
        megabytes=round((newest.bytes or 0) / 1e6, 1),
    )
    verified = queries.verified_at(session)
    if verified is None or now - verified > VERIFIED_WITHIN:
        yield Finding("verified", "backup_unverified", State.WARNING)
    if settings.backup_way == "base":
        yield from _log(session, now)


def _log(session: Session, now: datetime) -> Iterator[Finding]:
    archived = queries.log_archived_at(session)
    if archived is None:
        yield Finding("log", "log_never", State.ERROR)
        return
    minutes = (now - archived).total_seconds() / 60
    yield graded(
        "log", "log", minutes, warns_at=LOG_WARNS, fails_at=LOG_FAILS, minutes=round(minutes)
    )
    kept = queries.unarchived_bytes(session) or 0
    if kept >= UNARCHIVED_WARNS:
        yield graded(
            "log_kept",
            "log_kept",
            kept,
            warns_at=UNARCHIVED_WARNS,
            fails_at=UNARCHIVED_FAILS,
            megabytes=round(kept / 1e6),
        )
