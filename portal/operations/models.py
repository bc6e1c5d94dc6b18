"""What is known about backups inside the database, so that every node can tell their age."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class BackupRun(Base):
    """A backup that was made, or was tried and could not be made."""

    __tablename__ = "backup_run"
    __table_args__ = (
        sa.CheckConstraint("way IN ('dump', 'base')", name="backup_run_way_known"),
        sa.CheckConstraint("(problem = '') = (bytes IS NOT NULL)", name="backup_run_made_or_not"),
        sa.Index("backup_run_ended_idx", "ended_at"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    way: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    problem: Mapped[str] = mapped_column(server_default="")
    """Why it could not be made; empty when it was."""
    verified_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When it was last read through and found whole."""


class LogArchive(Base):
    """How far the server's log is archived: one row."""

    __tablename__ = "log_archive"
    __table_args__ = (sa.CheckConstraint("id = 1", name="log_archive_is_one"),)

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, server_default="1")
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    piece: Mapped[str]


class SystemCheck(Base):
    """What the last examination of the installation found, a row for each thing looked at."""

    __tablename__ = "system_check"
    __table_args__ = (
        sa.CheckConstraint("state IN ('ok', 'warning', 'error')", name="system_check_state_known"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    """Where in the list it stands."""
    code: Mapped[str]
    state: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    checked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    """Since when it has been in this state."""
