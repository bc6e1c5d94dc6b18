"""The rule book: how talks are held, as dated data. A change is a new row; the old one stays."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import TARGET_GROUPS, one_of
from portal.booking.models.codes import CHANNELS, KINDS
from portal.core.db import Base


def all_of(column: str, values: tuple[str, ...]) -> str:
    """SQL for a CHECK that the array `column` is not empty and holds only these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"cardinality({column}) > 0 AND {column} <@ ARRAY[{listed}]"


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
        sa.CheckConstraint(all_of("channels", CHANNELS), name="talk_rule_channels_known"),
        sa.CheckConstraint("max_changes >= 0", name="talk_rule_changes_not_negative"),
        sa.CheckConstraint("answer_within_days > 0", name="talk_rule_answer_takes_days"),
        sa.CheckConstraint(
            "(early_within_days IS NULL) = (early_until_days IS NULL)",
            name="talk_rule_early_has_end",
        ),
    )

    target_group: Mapped[str] = mapped_column(primary_key=True)
    at_risk: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.false())
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    self_booking: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether the group's citizens book their talks themselves."""
    channels: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), server_default=sa.text("'{in_person,phone}'")
    )
    """The ways of meeting the group can choose; the kind of talk may narrow them."""
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
    cancel_until_hours: Mapped[int]
    max_changes: Mapped[int] = mapped_column(server_default="3")
    """How often the citizen may cancel or move the talk of one duty."""
    remind_hours_before: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer))
    """So many hours before the talk the citizen is reminded, once for each."""
    answer_within_days: Mapped[int] = mapped_column(server_default="2")
    """Working days within which somebody answers a citizen who can't find a time."""
    source: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))


class KindRule(Base):
    """What holds for every talk of a kind, whoever it is with, from a day on."""

    __tablename__ = "talk_kind_rule"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", KINDS), name="talk_kind_rule_kind_known"),
        sa.CheckConstraint(all_of("channels", CHANNELS), name="talk_kind_rule_channels_known"),
        sa.CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 120 AND buffer_after_minutes BETWEEN 0 AND 120",
            name="talk_kind_rule_buffers_sane",
        ),
        sa.CheckConstraint("lead_hours >= 0", name="talk_kind_rule_lead_not_negative"),
        sa.CheckConstraint("horizon_days BETWEEN 1 AND 366", name="talk_kind_rule_horizon_sane"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    self_bookable: Mapped[bool] = mapped_column(server_default=sa.true())
    channels: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    buffer_before_minutes: Mapped[int] = mapped_column(server_default="0")
    buffer_after_minutes: Mapped[int] = mapped_column(server_default="0")
    lead_hours: Mapped[int]
    horizon_days: Mapped[int]
    source: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))


class Purpose(Base):
    """What a talk is for, in the job centre's own words, in both languages."""

    __tablename__ = "talk_purpose"

    code: Mapped[str] = mapped_column(primary_key=True)
    text_da: Mapped[str]
    text_en: Mapped[str]
    bring_da: Mapped[str]
    bring_en: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether an inviter can still choose it; talks that have it keep it."""

    def text(self, language: str) -> str:
        """What the talk is for, in 'da' or 'en'."""
        return self.text_da if language == "da" else self.text_en

    def bring(self, language: str) -> str:
        """What the citizen brings to the talk, in 'da' or 'en'."""
        return self.bring_da if language == "da" else self.bring_en
