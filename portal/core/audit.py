"""The audit trail: one line for each change, and for each look at a citizen's data.

Written in the transaction of the change itself, so one exists if and only if the other does.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.access import Actor
from portal.core.db import Base

LOOKS = ("export", "list", "open", "print", "read", "search")
"""The actions that look at data and change none."""
IS_LOOK = "action IN ('export', 'list', 'open', 'print', 'read', 'search')"


class AuditEvent(Base):
    """Who did what, when, to whose data. Never changed, never deleted by the portal's pages."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("audit_event_citizen_idx", "citizen_id", sa.text("at DESC")),
        # What somebody may see of who looked at them, newest first, whatever else was done.
        sa.Index(
            "audit_event_looks_idx",
            "citizen_id",
            sa.text("at DESC"),
            sa.text("id DESC"),
            postgresql_where=sa.text(f"citizen_id IS NOT NULL AND {IS_LOOK}"),
        ),
        sa.Index(
            "audit_event_business_idx",
            "business_id",
            sa.text("at DESC"),
            sa.text("id DESC"),
            postgresql_where=sa.text("business_id IS NOT NULL"),
        ),
        sa.Index(
            "audit_event_person_idx",
            "person_id",
            sa.text("at DESC"),
            sa.text("id DESC"),
            postgresql_where=sa.text("audience = 'staff'"),
        ),
        # Lines come in the order of time, so this one is small however many they are.
        sa.Index("audit_event_at_idx", "at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    # Told apart in an insert of many by its id: so all lines of a page go in one statement.
    id: Mapped[int] = mapped_column(
        sa.BigInteger,
        sa.Identity(),
        primary_key=True,
        autoincrement=True,
        insert_sentinel=True,
    )
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), primary_key=True)
    """By it a line finds the part of its month (`core/months.py`); the number alone names it."""
    audience: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    role: Mapped[str | None]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str | None]
    citizen_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    business_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The company whose data it is, when it is a company's."""
    purpose: Mapped[str | None]
    """What it was for, when that is not what the subject is for anyway."""
    look_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The look at another team's citizen, which says why."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    request_id: Mapped[str | None]


def _besides(actor: Actor | None) -> dict[str, Any]:
    """Who really did it, where it is not the person: a system, or somebody acting for them."""
    if actor is None:
        return {}
    if actor.power is not None:
        areas = g.get("acting_areas") if has_request_context() else None
        return {"acting": actor.acting_id, "areas": sorted(areas or ())}
    return {"system": actor.system_id} if actor.system_id else {}


def under_reason(citizen_id: int, look_id: int | None) -> None:
    """Let what this request writes about a citizen name the reason its reader has given, if one
    was needed."""
    if look_id is not None and has_request_context():
        g.setdefault("stated_looks", {})[citizen_id] = look_id


def _look_at(citizen_id: int | None) -> int | None:
    looks: dict[int, int] = g.get("stated_looks", {}) if has_request_context() else {}
    return looks.get(citizen_id) if citizen_id is not None else None


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    subject: str,
    subject_id: object = None,
    *,
    now: datetime,
    citizen_id: int | None = None,
    business_id: Any = None,
    purpose: Any = None,
    look_id: Any = None,
    **details: Any,
) -> None:
    """Add one line to the trail. `actor` None means the portal itself (a job, a command).

    `action` is a verb ('book', 'read'), `subject` a noun ('talk'). `details` may hold codes and
    dates, never CPR numbers or free text.
    """
    if citizen_id is None and actor is not None and actor.power is not None:
        citizen_id = actor.person_id  # the citizen sees all that is done for them
    session.add(
        AuditEvent(
            at=now,
            audience=actor.audience.value if actor else None,
            person_id=actor.person_id if actor else None,
            role=actor.role.value if actor and actor.role else None,
            action=action,
            subject=subject,
            subject_id=None if subject_id is None else str(subject_id),
            citizen_id=citizen_id,
            business_id=business_id,
            purpose=purpose,
            look_id=look_id or _look_at(citizen_id),
            details=details | _besides(actor),
            request_id=g.get("request_id") if has_request_context() else None,
        )
    )
