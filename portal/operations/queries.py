"""What is known about backups."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.operations.models import BackupRun, LogArchive


def newest_backup(session: Session) -> BackupRun | None:
    """The last backup that was made."""
    made = sa.select(BackupRun).where(BackupRun.problem == "")
    return session.scalar(made.order_by(BackupRun.ended_at.desc()).limit(1))


def last_run(session: Session) -> BackupRun | None:
    """The last backup that was made or tried."""
    return session.scalar(sa.select(BackupRun).order_by(BackupRun.ended_at.desc()).limit(1))


def log_archived_at(session: Session) -> datetime | None:
    """When the server's log was last archived; None when it never was."""
    return session.scalar(sa.select(LogArchive.at))
