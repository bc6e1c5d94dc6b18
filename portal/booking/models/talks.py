"""The talks booked, whose time they take, who takes part, and what each side wants to raise."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, Staff, one_of
from portal.booking.models.codes import CHANNELS, KINDS, PARTICIPANT_KINDS, TALK_STATUSES
from portal.booking.models.hours import Resource
from portal.booking.models.obligations import Obligation
from portal.booking.models.rulebook import Purpose
from portal.core.db import Base

TAKES_TIME = "status IN ('booked', 'held')"


class Talk(Base):
    """A planned talk between a citizen and a caseworker, and what came of it.

    A talk that is moved is cancelled, and a new one takes its place, calendar name and agenda.
    The database keeps `staff_time` in step with it.
    """

    __tablename__ = "talk"
    __table_args__ = (
        ExcludeConstraint(
            ("citizen_id", "="),
            ("during", "&&"),
            where=sa.text(TAKES_TIME),
            using="gist",
            name="citizen_not_double_booked",
        ),
        ExcludeConstraint(
            ("resource_id", "="),
            ("resource_unit", "="),
            ("during", "&&"),
            where=sa.text(TAKES_TIME + " AND resource_id IS NOT NULL"),
            using="gist",
            name="room_not_double_booked",
        ),
        sa.CheckConstraint(one_of("kind", KINDS), name="talk_kind_known"),
        sa.CheckConstraint(one_of("channel", CHANNELS), name="talk_channel_known"),
        sa.CheckConstraint(one_of("status", TALK_STATUSES), name="talk_status_known"),
        sa.CheckConstraint(one_of("booked_by", ("citizen", "staff")), name="talk_booker_known"),
        sa.CheckConstraint(
            one_of("cancelled_by", ("citizen", "centre")), name="talk_canceller_known"
        ),
        sa.CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name="talk_has_start_and_end",
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="talk_cancelled_has_moment"
        ),
        sa.CheckConstraint(
            "cancelled_by IS NULL OR cancelled_at IS NOT NULL", name="talk_cancelled_by_means_when"
        ),
        sa.CheckConstraint(
            "(resource_id IS NULL) = (resource_unit IS NULL)", name="talk_takes_one_of_a_resource"
        ),
        sa.CheckConstraint(
            "buffer_before BETWEEN 0 AND 120 AND buffer_after BETWEEN 0 AND 120",
            name="talk_buffers_sane",
        ),
        sa.Index("talk_citizen_start_idx", "citizen_id", sa.text("lower(during)")),
        sa.Index("talk_caseworker_start_idx", "caseworker_id", sa.text("lower(during)")),
        sa.Index("talk_during_idx", "during", postgresql_using="gist"),
        sa.Index(
            "talk_fulfils_one_obligation_once",
            "obligation_id",
            unique=True,
            postgresql_where=sa.text(TAKES_TIME),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"))
    caseworker_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    obligation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("obligation.id"))
    kind: Mapped[str]
    channel: Mapped[str]
    purpose_code: Mapped[str] = mapped_column(sa.ForeignKey("talk_purpose.code"))
    purpose_words: Mapped[str] = mapped_column(server_default="")
    place: Mapped[str] = mapped_column(server_default="")
    """Where it is when that is neither the job centre nor the citizen's own phone."""
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    buffer_before: Mapped[int] = mapped_column(server_default="0")
    """Minutes of the caseworker's time taken before the talk; `buffer_after` likewise."""
    buffer_after: Mapped[int] = mapped_column(server_default="0")
    resource_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talk_resource.id"))
    resource_unit: Mapped[int | None] = mapped_column(sa.SmallInteger)
    """Which of the alike rooms or lines, from 1 to its capacity."""
    status: Mapped[str] = mapped_column(server_default="booked")
    booked_by: Mapped[str] = mapped_column(server_default="citizen")
    """'citizen' when self-booked, 'staff' when the job centre booked."""
    instead_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    """Whom the caseworker stands in for, when somebody took over the talk."""
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    cancelled_by: Mapped[str | None]
    """'citizen' or 'centre'; NULL for talks that were moved."""
    outcome_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    outcome_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column(server_default="1")
    """Rises with every change; a talk that takes another's place goes on counting."""
    calendar_uid: Mapped[UUID] = mapped_column(server_default=sa.text("gen_random_uuid()"))
    """Names the talk in people's calendars; kept when the talk is moved."""

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    caseworker: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[caseworker_id])
    obligation: Mapped[Obligation | None] = relationship(lazy="raise_on_sql")
    purpose: Mapped[Purpose] = relationship(lazy="raise_on_sql")
    resource: Mapped[Resource | None] = relationship(lazy="raise_on_sql")

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


class StaffTime(Base):
    """A member of staff's time that a talk or a visit takes, with its buffers: never two at once.

    The caseworker's row comes and goes with the talk's status by a trigger of the database, those
    of colleagues with their taking part; all go when the talk no longer takes time.
    """

    __tablename__ = "staff_time"
    __table_args__ = (
        ExcludeConstraint(
            ("staff_id", "="), ("blocks", "&&"), using="gist", name="caseworker_not_double_booked"
        ),
        sa.UniqueConstraint("talk_id", "staff_id", name="staff_time_once_a_talk"),
        sa.CheckConstraint("num_nonnulls(talk_id, held_for) = 1", name="staff_time_for_one_thing"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    talk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talk.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    blocks: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    held_for: Mapped[str | None] = mapped_column(unique=True)
    """What another room holds the time for ('visit:17')."""


class AgendaItem(Base):
    """Something one side wants to talk about. It follows a talk that is moved."""

    __tablename__ = "talk_agenda_item"
    __table_args__ = (
        sa.CheckConstraint(
            one_of("added_by", ("citizen", "staff")), name="agenda_item_writer_known"
        ),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 300", name="agenda_item_short"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("talk.id"), index=True)
    words: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Participant(Base):
    """Somebody else who takes part: a colleague, or a person from outside with a signed link.

    The database keeps a colleague's `staff_time` in step with it.
    """

    __tablename__ = "talk_participant"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", PARTICIPANT_KINDS), name="participant_kind_known"),
        sa.CheckConstraint(
            one_of("status", ("invited", "confirmed", "declined")), name="participant_status_known"
        ),
        sa.CheckConstraint(
            "(kind = 'colleague') = (staff_id IS NOT NULL)", name="participant_colleague_is_staff"
        ),
        sa.CheckConstraint(one_of("language", ("da", "en")), name="participant_language_known"),
        sa.UniqueConstraint("talk_id", "email", name="participant_invited_once"),
        sa.Index(
            "talk_participant_staff_idx",
            "staff_id",
            "talk_id",
            unique=True,
            postgresql_where=sa.text("staff_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    talk_id: Mapped[int] = mapped_column(sa.ForeignKey("talk.id"), index=True)
    kind: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="da")
    about: Mapped[str] = mapped_column(server_default="")
    """What the talk is about, as it is told to this person; nothing of the citizen's own."""
    status: Mapped[str] = mapped_column(server_default="invited")
    invited_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    answered_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    answers: Mapped[int] = mapped_column(server_default="0")
    """How often they have answered for the time that the talk has now."""

    @property
    def is_colleague(self) -> bool:
        """True for somebody of the house, whose time the talk takes."""
        return self.staff_id is not None
