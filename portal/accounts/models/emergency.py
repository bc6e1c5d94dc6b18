"""The way in for administrators when the provider is away: keys, links to enrol one, uses."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models.people import Staff
from portal.core.db import Base


class EmergencyLink(Base):
    """A link by which an administrator may enrol one security key, once."""

    __tablename__ = "emergency_link"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class EmergencyKey(Base):
    """An administrator's security key (WebAuthn). What is kept here opens nothing by itself."""

    __tablename__ = "emergency_key"
    __table_args__ = (sa.CheckConstraint("sign_count >= 0", name="emergency_key_counts_up"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    """How often the key says it was used; one that counts backwards has been copied."""
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


class EmergencyUse(Base):
    """A time an administrator came in that way: why, and until when. Rows are kept."""

    __tablename__ = "emergency_use"
    __table_args__ = (
        sa.CheckConstraint("length(reason) >= 10", name="emergency_use_has_reason"),
        sa.CheckConstraint("ends_at > started_at", name="emergency_use_ends"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("emergency_key.id"), index=True)
    challenge_hash: Mapped[bytes] = mapped_column(unique=True)
    """Each question to a key is answered once."""
    reason: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    key: Mapped[EmergencyKey] = relationship(lazy="raise_on_sql")
