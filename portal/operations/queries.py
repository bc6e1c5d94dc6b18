"""What is known about backups, jobs and messages: for the doctor, the metrics and the page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.notifications.models import OutboxMessage
from portal.notifications.queries import UNSENT
from portal.operations.models import BackupRun, LogArchive, SystemCheck

WAITING_JOBS = sa.text(
    "SELECT count(*), min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs j"
    " LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events"
    " WHERE job_id = j.id) e ON true"
    " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, '-infinity') <= :now"
)
FAILED_JOBS = sa.text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
HEARTBEAT = sa.text("SELECT count(*), max(last_heartbeat) FROM procrastinate_workers")
SLOT = sa.text(
    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"
    " FROM pg_replication_slots WHERE slot_name = 'portal_backup'"
)


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when the first does."""

    number: int
    since: datetime | None

    def seconds(self, now: datetime) -> float:
        """How long the first has waited."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


def newest_backup(session: Session) -> BackupRun | None:
    """The last backup that was made."""
    made = sa.select(BackupRun).where(BackupRun.problem == "")
    return session.scalar(made.order_by(BackupRun.ended_at.desc()).limit(1))


def last_run(session: Session) -> BackupRun | None:
    """The last backup that was made or tried."""
    return session.scalar(sa.select(BackupRun).order_by(BackupRun.ended_at.desc()).limit(1))


def verified_at(session: Session) -> datetime | None:
    """When a backup was last read through and found whole."""
    return session.scalar(sa.select(sa.func.max(BackupRun.verified_at)))


def log_archived_at(session: Session) -> datetime | None:
    """When the server's log was last archived; None when it never was."""
    return session.scalar(sa.select(LogArchive.at))


def unarchived_bytes(session: Session) -> int | None:
    """How much of its log the server keeps for us; None when it keeps none."""
    kept: int | None = session.scalar(SLOT)
    return kept


def workers(session: Session) -> Waiting:
    """How many workers are known, and when one last gave a sign of life."""
    number, last = session.execute(HEARTBEAT).one()
    return Waiting(number, last)


def waiting_jobs(session: Session, now: datetime) -> Waiting:
    """The jobs that could be run now."""
    number, since = session.execute(WAITING_JOBS, {"now": now}).one()
    return Waiting(number, since)


def failed_jobs(session: Session) -> int:
    """How many jobs were given up on."""
    return int(session.scalar(FAILED_JOBS) or 0)


def due_messages(session: Session, now: datetime) -> Waiting:
    """The messages that are due and have not gone out."""
    due = sa.select(sa.func.count(), sa.func.min(OutboxMessage.due_at)).where(
        UNSENT, OutboxMessage.due_at <= now
    )
    number, since = session.execute(due).one()
    return Waiting(number, since)


def failed_messages(session: Session, since: datetime) -> int:
    """How many messages were given up on since then."""
    failed = sa.select(sa.func.count()).select_from(OutboxMessage)
    return session.scalar(failed.where(OutboxMessage.failed_at > since)) or 0


def checks(session: Session) -> list[SystemCheck]:
    """What the last examination found, in its order."""
    return list(session.scalars(sa.select(SystemCheck).order_by(SystemCheck.place)))
