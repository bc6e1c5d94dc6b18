"""Orders of long files, and the files piece by piece."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class ExportOrder(Base):
    """What somebody ordered, how far it is, and how it ended."""

    __tablename__ = "export_order"
    __table_args__ = (
        sa.CheckConstraint(
            "num_nonnulls(citizen_id, business_user_id, staff_id) = 1",
            name="export_order_is_one_persons",
        ),
        sa.CheckConstraint(
            "num_nonnulls(made_at, failed_at, cancelled_at) <= 1", name="export_order_ends_one_way"
        ),
        sa.CheckConstraint(
            "(made_at IS NULL) = (expires_at IS NULL)"
            " AND (made_at IS NULL) = (cardinality(endings) = 0)",
            name="export_order_whole_or_not",
        ),
        sa.CheckConstraint(
            "done >= 0 AND expected >= 0 AND attempts >= 0", name="export_order_counts"
        ),
        sa.Index(
            "export_order_one_in_the_making",
            "kind",
            "ending",
            "choice",
            "citizen_id",
            "business_user_id",
            "staff_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text(
                "made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    kind: Mapped[str]
    ending: Mapped[str] = mapped_column(server_default="")
    """'csv' or 'xlsx'; empty where the kind has files of its own."""
    choice: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    """What was chosen, such as a month."""
    language: Mapped[str] = mapped_column(server_default="da")
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    called_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    """When the worker was last told of it."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    """How often a worker has begun; the number is also the key of the one that holds it."""
    held_until: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """A worker is at it, and says so again before then; else another takes it up."""
    expected: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default="0")
    made_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    endings: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    """The files there are."""
    size: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    """Of all files, in bytes."""

    @property
    def is_open(self) -> bool:
        """True while it is waited for."""
        return self.made_at is None and self.failed_at is None and self.cancelled_at is None


class ExportPiece(Base):
    """A piece of a file. They go with their order, so no file is ever half or nobody's."""

    __tablename__ = "export_piece"
    __table_args__ = (
        sa.CheckConstraint("octet_length(content) > 0", name="export_piece_holds_something"),
    )

    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("export_order.id", ondelete="CASCADE"), primary_key=True
    )
    ending: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(deferred=True)
