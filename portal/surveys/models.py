"""Survey waves, who was invited, and the answers, which nothing links to a person.

The invitation knows who; the answer never does. An answer has a random id and no time finer
than its wave's quarter. That a link is spent stands on no row that knows who: see
docs/decisions/0005-survey-anonymity.md.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base

STATEMENTS = ("guidance", "purpose", "plan_use", "resources", "cooperation")


class Wave(Base):
    """The survey of one quarter, in one version of the statements."""

    __tablename__ = "survey_wave"
    __table_args__ = (
        sa.CheckConstraint(
            "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date",
            name="survey_wave_starts_a_quarter",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    quarter_start: Mapped[date] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(server_default="1")


class Statement(Base):
    """A statement's fixed wording in a language, by version."""

    __tablename__ = "survey_statement"

    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    position: Mapped[int]


class Invitation(Base):
    """A citizen invited to a wave. Whether the link was used is not written here."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        sa.UniqueConstraint("wave_id", "citizen_id", name="survey_invited_once_per_wave"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"))
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class SpentLink(Base):
    """The mark of a used link: it refuses a second answer, and names nobody.

    The mark is an HMAC of the invitation's id with a key that is not in the database, so no copy
    of the database tells whose link it was. Marks are deleted when the wave's last link expires.
    """

    __tablename__ = "survey_spent_link"

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), index=True)


class Answer(Base):
    """One anonymous answer: five values 1-5, NULL where the statement was not relevant."""

    __tablename__ = "survey_answer"
    __table_args__ = tuple(
        sa.CheckConstraint(f"{key} BETWEEN 1 AND 5", name=f"survey_answer_{key}_on_scale")
        for key in STATEMENTS
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), index=True)
    guidance: Mapped[int | None] = mapped_column(sa.SmallInteger)
    purpose: Mapped[int | None] = mapped_column(sa.SmallInteger)
    plan_use: Mapped[int | None] = mapped_column(sa.SmallInteger)
    resources: Mapped[int | None] = mapped_column(sa.SmallInteger)
    cooperation: Mapped[int | None] = mapped_column(sa.SmallInteger)
