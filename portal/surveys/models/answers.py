"""What was answered. Nothing here knows by whom, and nothing finer than the quarter when."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base
from portal.surveys.models.codes import (
    BUSINESS_STATEMENTS,
    OPEN_STATES,
    SEALED_SIZE,
    STATEMENTS,
)


def _on_scale(table: str, keys: tuple[str, ...]) -> tuple[sa.CheckConstraint, ...]:
    return tuple(
        sa.CheckConstraint(f"{key} BETWEEN 1 AND 5", name=f"{table}_{key}_on_scale") for key in keys
    )


class SpentLink(Base):
    """The mark of a used link: it refuses a second answer, and names nobody.

    The mark is an HMAC of the invitation's id with a key that is not in the database, so no copy
    of the database tells whose link it was. Marks are deleted when the wave's last link expires.
    """

    __tablename__ = "survey_spent_link"

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), index=True)


class SealedAnswer(Base):
    """An answer, or a part of one, that waits for company. All look alike; only the worker reads.

    Written anew, sealed anew and in random order each time the worker passes.
    """

    __tablename__ = "survey_sealed_answer"
    __table_args__ = (
        sa.CheckConstraint(
            f"octet_length(sealed) = {SEALED_SIZE}", name="survey_sealed_answer_size_tells_nothing"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), index=True)
    sealed: Mapped[bytes]
    fresh: Mapped[bool] = mapped_column(server_default=sa.true())
    """As it came; false once it has been sealed anew."""


class Answer(Base):
    """One anonymous answer: five values 1-5, NULL where the statement was not relevant."""

    __tablename__ = "survey_answer"
    __table_args__ = _on_scale("survey_answer", STATEMENTS)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_cell.id"), index=True)
    guidance: Mapped[int | None] = mapped_column(sa.SmallInteger)
    purpose: Mapped[int | None] = mapped_column(sa.SmallInteger)
    plan_use: Mapped[int | None] = mapped_column(sa.SmallInteger)
    resources: Mapped[int | None] = mapped_column(sa.SmallInteger)
    cooperation: Mapped[int | None] = mapped_column(sa.SmallInteger)


class BusinessAnswer(Base):
    """One anonymous answer of a business's contact person."""

    __tablename__ = "survey_business_answer"
    __table_args__ = _on_scale("survey_business_answer", BUSINESS_STATEMENTS)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_cell.id"), index=True)
    reachable: Mapped[int | None] = mapped_column(sa.SmallInteger)
    understood: Mapped[int | None] = mapped_column(sa.SmallInteger)
    candidates: Mapped[int | None] = mapped_column(sa.SmallInteger)
    easy: Mapped[int | None] = mapped_column(sa.SmallInteger)
    again: Mapped[int | None] = mapped_column(sa.SmallInteger)


TABLE_OF: dict[str, Any] = {"citizen": Answer, "business": BusinessAnswer}


class OpenAnswer(Base):
    """What somebody wrote in their own words, apart from their other answers.

    Shown to nobody but the one who checks it for names. `words` are emptied after a year;
    `released` is what was let through.
    """

    __tablename__ = "survey_open_answer"
    __table_args__ = (
        sa.CheckConstraint(one_of("state", OPEN_STATES), name="survey_open_answer_state_known"),
        sa.CheckConstraint(
            "(state = 'released') = (released <> '')", name="survey_open_answer_released_has_words"
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (checked_by_id IS NULL)",
            name="survey_open_answer_checked_by_one",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"), index=True)
    words: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    released: Mapped[str] = mapped_column(server_default="")
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    checked_on: Mapped[date | None]


class PaperEntry(Base):
    """A paper form as the first of two people typed it, sealed, until the second has."""

    __tablename__ = "survey_paper_entry"

    code_hash: Mapped[bytes] = mapped_column(
        sa.ForeignKey("survey_code.code_hash", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    entered_on: Mapped[date]
