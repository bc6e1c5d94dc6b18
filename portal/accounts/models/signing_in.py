"""Who people are to the providers, and their sign-ins."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models.people import one_of
from portal.core.access import Audience
from portal.core.db import Base


class Identity(Base):
    """Who a person is to a provider. One human can be citizen and business user."""

    __tablename__ = "identity"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject", "audience", name="identity_once"),
        sa.CheckConstraint(one_of("audience", Audience), name="identity_audience_known"),
        sa.CheckConstraint(
            "(audience = 'citizen') = (num_nonnulls(citizen_id, representative_id) = 1)"
            " AND num_nonnulls(citizen_id, representative_id) < 2"
            " AND (audience = 'business') = (business_user_id IS NOT NULL)"
            " AND (audience = 'staff') = (staff_id IS NOT NULL)",
            name="identity_is_one_person",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    audience: Mapped[str]
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    representative_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("representative.id"), index=True
    )
    """Somebody who only acts for citizens."""
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)


class SignIn(Base):
    """One signed-in session. The browser holds the id; only its hash is here."""

    __tablename__ = "sign_in"
    __table_args__ = (
        sa.CheckConstraint("proved_at <= seen_at", name="sign_in_proved_before_seen"),
        sa.Index("sign_in_sid_idx", "sid", postgresql_where=sa.text("sid IS NOT NULL")),
    )

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), unique=True)
    """What a page may call it by."""
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    loa: Mapped[str]
    proved_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    """When the person last proved to the provider who they are."""
    device: Mapped[str] = mapped_column(server_default="")
    """Browser and system, in a few words; no address."""
    power_id: Mapped[int | None] = mapped_column(sa.ForeignKey("power_of_attorney.id"), index=True)
    """By which the person acts for a citizen just now."""
    sid: Mapped[str | None]
    """What the provider calls the sign-in, for when it ends it."""
    id_token: Mapped[bytes | None]
    """The provider's token, sealed, to end the sign-in there too; gone when it ends here."""
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class HeldForm(Base):
    """What somebody typed, while they prove anew who they are. Encrypted, for half an hour."""

    __tablename__ = "held_form"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    path: Mapped[str]
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), index=True)


class LogoutToken(Base):
    """A provider's word that somebody has signed out there, remembered so that it counts once."""

    __tablename__ = "logout_token"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    jti: Mapped[str] = mapped_column(primary_key=True)
    forget_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), index=True)
