"""Quarterly management reports: drafts people write on, and approved ones nobody changes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

FORMATS = ("pdf", "xlsx", "csv")


class Report(Base):
    """A report of one quarter. While a draft it holds figures; approved, all that was said.

    The database refuses to change or delete what is approved. A correction is a new version.
    """

    __tablename__ = "management_report"
    __table_args__ = (
        sa.UniqueConstraint("quarter", "version", name="report_version_once"),
        sa.CheckConstraint("quarter ~ '^[0-9]{4}-Q[1-4]$'", name="report_quarter_named"),
        sa.CheckConstraint("version >= 1", name="report_versions_count_from_one"),
        sa.CheckConstraint("version = 1 OR reason <> ''", name="report_correction_says_why"),
        sa.CheckConstraint("approved_by_id <> drafted_by_id", name="report_seen_by_four_eyes"),
        sa.CheckConstraint(
            "num_nonnulls(approved_by_id, approved_at, content, checksum) IN (0, 4)",
            name="report_approved_whole_or_not",
        ),
        sa.CheckConstraint(
            "checksum = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name="report_checksum_is_of_its_content",
        ),
        sa.Index(
            "report_one_draft_per_quarter",
            "quarter",
            unique=True,
            postgresql_where=sa.text("approved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    quarter: Mapped[str]
    version: Mapped[int]
    reason: Mapped[str] = mapped_column(server_default="")
    """Why an approved report is corrected by this one."""
    figures: Mapped[str]
    """The draft's figures as canonical JSON."""
    figures_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    drafted_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    content: Mapped[str | None]
    """Everything the report says, as canonical JSON; what its checksum is of."""
    checksum: Mapped[str | None]
    """SHA-256 of `content` in UTF-8, in hex."""


class ReportComment(Base):
    """What staff say of a focus area in a report."""

    __tablename__ = "management_report_comment"
    __table_args__ = (sa.CheckConstraint("words <> ''", name="report_comment_says_something"),)

    report_id: Mapped[int] = mapped_column(
        sa.ForeignKey("management_report.id", ondelete="CASCADE"), primary_key=True
    )
    area: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ReportFile(Base):
    """An approved report as a file. Written once."""

    __tablename__ = "management_report_file"
    __table_args__ = (
        sa.CheckConstraint(one_of("format", FORMATS), name="report_file_format_known"),
        sa.CheckConstraint(
            "checksum = encode(sha256(content), 'hex')", name="report_file_checksum_is_of_it"
        ),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("management_report.id"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    checksum: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
