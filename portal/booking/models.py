"""Talks, what must be held, and when caseworkers can be met.

The database itself refuses to double-book a caseworker or a citizen.
"""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import TARGET_GROUPS, Citizen, Staff, one_of
from portal.core.db import Base

CHANNELS = ("in_person", "phone", "video", "workplace")
SELF_BOOKED_CHANNELS = ("in_person", "phone")
KINDS = ("assessment", "job", "joint", "round_table", "workplace_follow_up")
TALK_STATUSES = ("booked", "held", "cancelled", "citizen_absent", "centre_absent")
OBLIGATION_STATUSES = ("open", "booked", "held", "expired", "excused", "exempt", "withdrawn")


class TalkRule(Base):
    """How often and how a target group's talks are held, from a day on.

    `first_within_days` counts from the start of the contact course. During the first
    `early_until_days` of it the next talk is due `early_within_days` after the last held one,
    from then on `next_within_days` after. NULL means agreed individually. A rule for those
    `at_risk` goes before the group's general one.
    """

    __tablename__ = "talk_rule"
    __table_args__ = (
        sa.CheckConstraint(one_of("target_group", TARGET_GROUPS), name="talk_rule_group_known"),
        sa.CheckConstraint("talk_minutes BETWEEN 10 AND 180", name="talk_rule_minutes_sane"),
        sa.CheckConstraint("notice_days >= 0", name="talk_rule_notice_not_negative"),
        sa.CheckConstraint(one_of("first_kind", KINDS), name="talk_rule_kind_known"),
        sa.CheckConstraint(
            "(early_within_days IS NULL) = (early_until_days IS NULL)",
            name="talk_rule_early_has_end",
        ),
    )

    target_group: Mapped[str] = mapped_column(primary_key=True)
    at_risk: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.false())
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    first_kind: Mapped[str]
    first_within_days: Mapped[int | None]
    early_within_days: Mapped[int | None]
    early_until_days: Mapped[int | None]
    next_within_days: Mapped[int | None]
    purpose_code: Mapped[str] = mapped_column(sa.ForeignKey("talk_purpose.code"))
    """What the talks after the first are for, when nobody has chosen another purpose."""
    talk_minutes: Mapped[int]
    book_before_hold_days: Mapped[int]
    """The booking deadline lies this many days before the day the talk must be held by."""
    notice_days: Mapped[int]
    """A self-booking deadline is at least this many days away when it is set."""
    lead_hours: Mapped[int]
    horizon_days: Mapped[int]
    cancel_until_hours: Mapped[int]
    remind_hours_before: Mapped[int]
    source: Mapped[str]


class Purpose(Base):
    """What a talk is for, in the job centre's own words, in both languages."""

    __tablename__ = "talk_purpose"

    code: Mapped[str] = mapped_column(primary_key=True)
    text_da: Mapped[str]
    text_en: Mapped[str]
    bring_da: Mapped[str]
    bring_en: Mapped[str]

    def text(self, language: str) -> str:
        """What the talk is for, in 'da' or 'en'."""
        return self.text_da if language == "da" else self.text_en

    def bring(self, language: str) -> str:
        """What the citizen brings to the talk, in 'da' or 'en'."""
        return self.bring_da if language == "da" else self.bring_en


class WorkingPattern(Base):
    """When a caseworker takes talks on a weekday (0 = Monday), in Danish wall time."""

    __tablename__ = "working_pattern"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="working_pattern_weekday_exists"),
        sa.CheckConstraint("starts < ends", name="working_pattern_starts_before_end"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="working_pattern_dates_in_order"
        ),
        sa.Index("working_pattern_staff_idx", "staff_id", "weekday"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    weekday: Mapped[int] = mapped_column(sa.SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Absence(Base):
    """A time in which a caseworker takes no talks. The reason is not stored."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("NOT isempty(during)", name="absence_not_empty"),
        sa.Index("absence_staff_during_idx", "staff_id", "during", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)


class Obligation(Base):
    """A talk that must be held: why, to be booked by when, to be held by when."""

    __tablename__ = "obligation"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", KINDS), name="obligation_kind_known"),
        sa.CheckConstraint(one_of("status", OBLIGATION_STATUSES), name="obligation_status_known"),
        sa.CheckConstraint("book_by <= hold_by", name="obligation_booked_before_held"),
        sa.Index(
            "obligation_one_open_per_citizen_and_kind",
            "citizen_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("status IN ('open', 'booked')"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    kind: Mapped[str]
    purpose_code: Mapped[str] = mapped_column(sa.ForeignKey("talk_purpose.code"))
    book_by: Mapped[date]
    hold_by: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    purpose: Mapped[Purpose] = relationship(lazy="raise_on_sql")


class Talk(Base):
    """A planned talk between a citizen and a caseworker, and what came of it."""

    __tablename__ = "talk"
    __table_args__ = (
        ExcludeConstraint(
            ("caseworker_id", "="),
            ("during", "&&"),
            where=sa.text("status IN ('booked', 'held')"),
            using="gist",
            name="caseworker_not_double_booked",
        ),
        ExcludeConstraint(
            ("citizen_id", "="),
            ("during", "&&"),
            where=sa.text("status IN ('booked', 'held')"),
            using="gist",
            name="citizen_not_double_booked",
        ),
        sa.CheckConstraint(one_of("kind", KINDS), name="talk_kind_known"),
        sa.CheckConstraint(one_of("channel", CHANNELS), name="talk_channel_known"),
        sa.CheckConstraint(one_of("status", TALK_STATUSES), name="talk_status_known"),
        sa.CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name="talk_has_start_and_end",
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="talk_cancelled_has_moment"
        ),
        sa.Index("talk_citizen_start_idx", "citizen_id", sa.text("lower(during)")),
        sa.Index("talk_caseworker_start_idx", "caseworker_id", sa.text("lower(during)")),
        sa.Index(
            "talk_fulfils_one_obligation_once",
            "obligation_id",
            unique=True,
            postgresql_where=sa.text("status IN ('booked', 'held')"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    caseworker_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    obligation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("obligation.id"))
    kind: Mapped[str]
    channel: Mapped[str]
    purpose_code: Mapped[str] = mapped_column(sa.ForeignKey("talk_purpose.code"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    status: Mapped[str] = mapped_column(server_default="booked")
    booked_by: Mapped[str] = mapped_column(server_default="citizen")
    """'citizen' when self-booked, 'staff' when the job centre booked."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1")
    """Rises with every change; a talk that takes another's place goes on counting."""
    calendar_uid: Mapped[UUID] = mapped_column(server_default=sa.text("gen_random_uuid()"))
    """Names the talk in people's calendars; kept when the talk is moved."""

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    caseworker: Mapped[Staff] = relationship(lazy="raise_on_sql")
    obligation: Mapped[Obligation | None] = relationship(lazy="raise_on_sql")
    purpose: Mapped[Purpose] = relationship(lazy="raise_on_sql")

    @property
    def starts(self) -> datetime:
        """When the talk begins."""
        assert self.during.lower is not None
        return self.during.lower

    @property
    def ends(self) -> datetime:
        """When the talk is over."""
        assert self.during.upper is not None
        return self.during.upper
