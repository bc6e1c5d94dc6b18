"""The rule for looks at other teams' citizens, the reasons, and the looks themselves."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, Staff
from portal.core.db import Base

MOST_WORDS = 500


class LookRule(Base):
    """How long a look lasts, what citizens see of it, and how looks are checked; dated."""

    __tablename__ = "look_rule"
    __table_args__ = (
        sa.CheckConstraint("lasts_hours BETWEEN 1 AND 24", name="look_rule_hours_in_a_day"),
        sa.CheckConstraint("sample_size BETWEEN 1 AND 500", name="look_rule_sample_can_be_read"),
        sa.CheckConstraint("sample_days BETWEEN 1 AND 60", name="look_rule_sample_is_signed_soon"),
    )

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    lasts_hours: Mapped[int | None]
    """None for the rest of the day."""
    names_shown: Mapped[bool]
    """Whether citizens see the name of who looked, or the title and team only."""
    sample_size: Mapped[int]
    """How many ordinary looks are drawn each month, beside those that always are."""
    sample_days: Mapped[int]
    """How many days an auditor has."""
    source: Mapped[str]


class LookReason(Base):
    """Why somebody may need to look at another team's citizen."""

    __tablename__ = "look_reason"
    __table_args__ = (
        sa.CheckConstraint("valid_until > valid_from", name="look_reason_ends_after_start"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    words_da: Mapped[str]
    words_en: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str]

    def words(self, locale: str) -> str:
        """The reason as people read it."""
        return self.words_da if locale == "da" else self.words_en


class CitizenLook(Base):
    """A look that begins with a reason: who, whose, why, and until when."""

    __tablename__ = "citizen_look"
    __table_args__ = (
        sa.CheckConstraint("until > at", name="citizen_look_ends_after_start"),
        sa.CheckConstraint(
            f"length(words) BETWEEN 1 AND {MOST_WORDS}", name="citizen_look_says_why"
        ),
        sa.Index("citizen_look_staff_idx", "staff_id", "citizen_id", "until"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    reason_code: Mapped[str] = mapped_column(sa.ForeignKey("look_reason.code"))
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    until: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    reason: Mapped[LookReason] = relationship(lazy="raise_on_sql")
