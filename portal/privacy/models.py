"""What people ask of their data, how long things are kept, and a journal of what was deleted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import BusinessUser, Citizen, Staff, one_of
from portal.core.db import Base

UNITS = ("days", "months", "years")
KINDS = ("correct", "erase", "restrict", "object")
DECISIONS = ("granted", "partly", "refused", "taken_back")
GROUNDS = ("accuracy", "unlawful", "claim", "objection")
FIELDS = ("name", "address", "postcode", "city")
_ONE_PERSON = "num_nonnulls(citizen_id, business_user_id) = 1"


class RetentionRule(Base):
    """How long something is kept, from a day on, and why. The newest begun one counts."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        sa.CheckConstraint("amount BETWEEN 1 AND 3650", name="retention_rule_keeps_for_a_time"),
        sa.CheckConstraint(one_of("unit", UNITS), name="retention_rule_unit_known"),
        sa.CheckConstraint("reason <> ''", name="retention_rule_has_a_reason"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    amount: Mapped[int]
    unit: Mapped[str]
    reason: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """None: the portal came with it."""


class RightsRule(Base):
    """How soon a request is answered, from a day on."""

    __tablename__ = "rights_rule"
    __table_args__ = (
        sa.CheckConstraint(
            "answer_months BETWEEN 1 AND 3 AND longer_months BETWEEN 0 AND 2",
            name="rights_rule_answers_as_the_law_says",
        ),
    )

    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    answer_months: Mapped[int]
    longer_months: Mapped[int]
    """How much longer a difficult request may take, when the person is told why."""
    source: Mapped[str]


class DataCopy(Base):
    """A copy as it was kept before long files had a table of their own. Nothing is added to it.

    It is there until no process of the release before runs; what it holds goes after its time.
    """

    __tablename__ = "data_copy"
    __table_args__ = (
        sa.CheckConstraint(_ONE_PERSON, name="data_copy_is_one_persons"),
        sa.CheckConstraint("done <= parts", name="data_copy_is_a_part_done"),
        sa.CheckConstraint(
            "(made_at IS NULL) = (json IS NULL) AND (made_at IS NULL) = (expires_at IS NULL)",
            name="data_copy_whole_or_not",
        ),
        sa.Index(
            "data_copy_one_in_the_making",
            "citizen_id",
            "business_user_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("made_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    parts: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    made_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    json: Mapped[bytes | None] = mapped_column(deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(deferred=True)
    """None also where this machine can't make PDFs."""


class DataRequest(Base):
    """Something a person asks of their data, by when it is answered, and the answer."""

    __tablename__ = "data_request"
    __table_args__ = (
        sa.CheckConstraint(_ONE_PERSON, name="data_request_is_one_persons"),
        sa.CheckConstraint(one_of("kind", KINDS), name="data_request_kind_known"),
        sa.CheckConstraint(one_of("decision", DECISIONS), name="data_request_decision_known"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name="data_request_decided_once"
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision = 'taken_back'"
            " OR (reason <> '' AND decided_by_id IS NOT NULL)",
            name="data_request_decision_has_a_reason",
        ),
        sa.CheckConstraint(
            "(longer_because = '') = (longer_at IS NULL)", name="data_request_longer_says_why"
        ),
        sa.UniqueConstraint("key", name="data_request_sent_once"),
        sa.Index(
            "data_request_open_idx", "answer_by", postgresql_where=sa.text("decided_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(server_default="")
    """The part of the data it is about ('talks'); empty means all of it."""
    words: Mapped[str] = mapped_column(server_default="")
    key: Mapped[str]
    """Named by the form it was written in, so that sending it twice makes one request."""
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answer_by: Mapped[date] = mapped_column(sa.Date)
    longer_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    longer_because: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    decision: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")

    citizen: Mapped[Citizen | None] = relationship(lazy="raise_on_sql")
    business_user: Mapped[BusinessUser | None] = relationship(lazy="raise_on_sql")
    decided_by: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


class DataCorrection(Base):
    """What was put right: as it stood before and after, or the citizen's own view beside it."""

    __tablename__ = "data_correction"
    __table_args__ = (
        sa.CheckConstraint(
            f"field = 'view' OR {one_of('field', FIELDS)}", name="data_correction_field_known"
        ),
        sa.Index("data_correction_citizen_idx", "citizen_id", sa.text("at DESC")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("data_request.id"), index=True)
    field: Mapped[str]
    """'view': nothing was changed, and the citizen's view is kept with the data."""
    before: Mapped[str] = mapped_column(server_default="")
    after: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))


class Restriction(Base):
    """Since when a citizen's data may only lie there: not matched, not asked about, not counted."""

    __tablename__ = "processing_restriction"
    __table_args__ = (
        sa.CheckConstraint(one_of("ground", GROUNDS), name="restriction_ground_known"),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_because = '')", name="restriction_lifted_for_a_reason"
        ),
        sa.Index(
            "restriction_one_at_a_time",
            "citizen_id",
            unique=True,
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("data_request.id"), index=True)
    ground: Mapped[str]
    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    lifted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    lifted_because: Mapped[str] = mapped_column(server_default="")


class Deletion(Base):
    """That a row, or some columns of it, were deleted: which, when, by which rule. Never what.

    And that somebody took something back, which a backup must not give again.

    Written by the database itself. Append-only; it lives longer than the backups do, because
    what a backup brings back is deleted again by it.
    """

    __tablename__ = "deletion_journal"
    __table_args__ = (sa.Index("deletion_journal_at_idx", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("gen_random_uuid()"))
    at: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()")
    )
    rule: Mapped[str]
    """The rule of keeping, 'request', or 'by_hand' for what people delete on a page."""
    subject: Mapped[bytes | None]
    """Who it was about, as a code nobody can turn round; only where a whole person went."""
    table_name: Mapped[str]
    row_key: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    columns: Mapped[list[str] | None] = mapped_column(ARRAY(sa.Text))
    """The columns that were emptied or written; None when the whole row went, or came."""
    written: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What was written where somebody took a yes back: a moment or a no, never what they said."""
