"""Tokens of companies' systems, how much they have asked, and the webhooks they are told by."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import BusinessUser
from portal.businesses.models import ProductionUnit
from portal.core.db import Base

SCOPES = ("read", "write")
HOOK_EVENTS = ("received", "answered", "presented", "closed", "withdrawn")


def _array(values: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{value}'" for value in values) + "]"


class SystemAccess(Base):
    """One system's access to what a company may see. Its secrets change, its name stays."""

    __tablename__ = "system_access"
    __table_args__ = (
        sa.CheckConstraint(
            f"scopes <@ {_array(SCOPES)} AND cardinality(scopes) > 0",
            name="system_access_scopes_known",
        ),
        sa.CheckConstraint("revoked_at >= created_at", name="system_access_revoked_after_made"),
        sa.Index(
            "system_access_named_once",
            "business_id",
            sa.text("lower(name)"),
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("production_unit.id"))
    """The site it acts for; None for the whole company."""
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("business_user.id"))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    unit: Mapped[ProductionUnit | None] = relationship(lazy="raise_on_sql")
    created_by: Mapped[BusinessUser] = relationship(lazy="raise_on_sql")
    secrets: Mapped[list["SystemSecret"]] = relationship(
        lazy="raise_on_sql", order_by="SystemSecret.id.desc()"
    )


class SystemSecret(Base):
    """One secret of an access. Two are valid while a system changes from one to the next."""

    __tablename__ = "system_secret"
    __table_args__ = (
        sa.CheckConstraint("octet_length(hash) = 32", name="system_secret_is_hashed"),
        sa.CheckConstraint("expires_at >= created_at", name="system_secret_expires_after_made"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    access_id: Mapped[int] = mapped_column(sa.ForeignKey("system_access.id"), index=True)
    hash: Mapped[bytes] = mapped_column(unique=True)
    ending: Mapped[str]
    """Its last four characters, so that people can tell two apart."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class SystemAnswer(Base):
    """What a request with an idempotency key was answered, for whoever asks the same again."""

    __tablename__ = "system_answer"
    __table_args__ = (
        sa.PrimaryKeyConstraint("access_id", "key", name="system_answer_once"),
        sa.CheckConstraint("octet_length(body_hash) = 32", name="system_answer_body_is_hashed"),
    )

    access_id: Mapped[int] = mapped_column(sa.ForeignKey("system_access.id"))
    key: Mapped[str]
    body_hash: Mapped[bytes]
    answer: Mapped[str | None]
    subject_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), index=True)


class Webhook(Base):
    """An address at a company that is told what happens to its enquiries."""

    __tablename__ = "webhook"
    __table_args__ = (
        sa.CheckConstraint(
            f"events <@ {_array(HOOK_EVENTS)} AND cardinality(events) > 0",
            name="webhook_events_known",
        ),
        sa.CheckConstraint("length(url) <= 500", name="webhook_url_is_short"),
        sa.Index(
            "webhook_address_once",
            "business_id",
            "url",
            unique=True,
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    disabled_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Since when nothing is sent, because the address said that it is gone."""
    removed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    secrets: Mapped[list["WebhookSecret"]] = relationship(
        lazy="raise_on_sql", order_by="WebhookSecret.id.desc()"
    )


class WebhookSecret(Base):
    """What a webhook's messages are signed with, sealed: signing needs the secret itself."""

    __tablename__ = "webhook_secret"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id"), index=True)
    sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class WebhookDelivery(Base):
    """One message to one webhook: written with what happened, sent after it, kept a month."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "event", name="webhook_delivery_once_per_event"),
        sa.CheckConstraint(
            "num_nonnulls(delivered_at, failed_at) <= 1", name="webhook_delivery_ends_one_way"
        ),
        sa.Index(
            "webhook_delivery_due_idx",
            "due_at",
            postgresql_where=sa.text("delivered_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("gen_random_uuid()"))
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id"))
    event: Mapped[str]
    """What happened, named so that it is told once."""
    kind: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(server_default="0")
    delivered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    last_status: Mapped[int | None]
    last_problem: Mapped[str] = mapped_column(server_default="")
    """Why it did not arrive, by code."""
