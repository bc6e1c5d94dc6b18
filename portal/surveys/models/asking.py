"""Who is asked, how, and who wishes not to be. Nothing here says who answered."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base

ONE_PERSON = "(citizen_id IS NULL) <> (business_user_id IS NULL)"


class Invitation(Base):
    """A person invited to a wave. Whether the link was used is not written here."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        sa.UniqueConstraint("wave_id", "citizen_id", name="survey_invited_once_per_wave"),
        sa.UniqueConstraint(
            "wave_id", "business_user_id", name="survey_business_invited_once_per_wave"
        ),
        sa.CheckConstraint(ONE_PERSON, name="survey_invitation_is_one_persons"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"))
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), index=True
    )
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_cell.id"))
    """Where an answer is counted: decided before there is any."""
    caseworker_cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey_cell.id"))
    channel_cell_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey_cell.id"))
    invited_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ReminderRound(Base):
    """A batch of reminders that went out: to whoever was invited until then and not before."""

    __tablename__ = "survey_reminder_round"

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    invited_until: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), primary_key=True)


class OptOut(Base):
    """A person who does not want to be asked."""

    __tablename__ = "survey_opt_out"
    __table_args__ = (sa.CheckConstraint(ONE_PERSON, name="survey_opt_out_is_one_persons"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    citizen_id: Mapped[int | None] = mapped_column(sa.ForeignKey("citizen.id"), unique=True)
    business_user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("business_user.id"), unique=True
    )
    since: Mapped[date]


class ReceptionCode(Base):
    """The short code of an invitation, to type at a screen or print on paper: its HMAC only."""

    __tablename__ = "survey_code"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    invitation_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("survey_invitation.id", ondelete="CASCADE"), unique=True
    )


class CodeTry(Base):
    """How many wrong codes were typed in a stretch of minutes, by whomever: no sender is kept."""

    __tablename__ = "survey_code_try"

    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), primary_key=True)
    wrong: Mapped[int]


class CallWish(Base):
    """Somebody asks to be called. They gave their own name; no answer is known to be theirs."""

    __tablename__ = "survey_call_wish"
    __table_args__ = (
        sa.CheckConstraint(
            "(called_on IS NULL) = (called_by_id IS NULL)", name="survey_call_wish_called_by_one"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    """Made with the thanks page, so that the same page sent twice is one wish."""
    name: Mapped[str]
    phone: Mapped[str]
    about: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="da")
    received_on: Mapped[date]
    due_on: Mapped[date]
    called_on: Mapped[date | None]
    called_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
