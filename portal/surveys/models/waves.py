"""What is asked in a quarter, of how many, and what came of it in numbers."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base
from portal.surveys.models.codes import CELL_KINDS, QUESTIONNAIRES


class SurveyRule(Base):
    """A number the survey goes by, from a day on."""

    __tablename__ = "survey_rule"
    __table_args__ = (sa.CheckConstraint("value >= 0", name="survey_rule_not_negative"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[int]
    source: Mapped[str]


class Wave(Base):
    """The survey of one quarter, in one version of the statements."""

    __tablename__ = "survey_wave"
    __table_args__ = (
        sa.CheckConstraint(
            "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date",
            name="survey_wave_starts_a_quarter",
        ),
        sa.CheckConstraint(
            one_of("questionnaire", QUESTIONNAIRES), name="survey_wave_questionnaire_known"
        ),
        sa.UniqueConstraint("questionnaire", "quarter_start", name="survey_wave_once_a_quarter"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(server_default="citizen")
    quarter_start: Mapped[date]
    version: Mapped[int] = mapped_column(server_default="1")
    mark_key: Mapped[str] = mapped_column(server_default="")
    """Which of the portal's survey keys makes this wave's marks: a name, never the key."""
    seal_key: Mapped[bytes] = mapped_column(server_default=sa.text("'\\x'"))
    """The public key answers are sealed to until they are laid down."""
    closed: Mapped[bool] = mapped_column(server_default=sa.false())
    """Its last link has expired, its last answer is laid down, its marks are gone."""


class Statement(Base):
    """A statement's fixed wording in a language, by version. The database refuses to change it."""

    __tablename__ = "survey_statement"
    __table_args__ = (
        sa.CheckConstraint(
            one_of("questionnaire", QUESTIONNAIRES), name="survey_statement_questionnaire_known"
        ),
    )

    questionnaire: Mapped[str] = mapped_column(primary_key=True, server_default="citizen")
    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    position: Mapped[int]


class Cell(Base):
    """People of one wave who are counted together.

    The cells of the background are decided when the wave begins, from everybody who will be
    invited, so that none is smaller than the setting and none depends on who answers. `invited`
    follows the invitations by a trigger.
    """

    __tablename__ = "survey_cell"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", CELL_KINDS), name="survey_cell_kind_known"),
        sa.CheckConstraint(
            "(kind = 'background') = (value = '')", name="survey_cell_background_has_no_value"
        ),
        sa.UniqueConstraint(
            "wave_id",
            "kind",
            "group_family",
            "team",
            "length_band",
            "value",
            name="survey_cell_once_per_wave",
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_wave.id"))
    kind: Mapped[str] = mapped_column(server_default="background")
    group_family: Mapped[str] = mapped_column(server_default="")
    team: Mapped[str] = mapped_column(server_default="")
    """The team's id, as text."""
    length_band: Mapped[str] = mapped_column(server_default="")
    value: Mapped[str] = mapped_column(server_default="")
    population: Mapped[int] = mapped_column(server_default="0")
    """How many had a contact course when the wave began."""
    invited: Mapped[int] = mapped_column(server_default="0")


class Tally(Base):
    """How many of a cell answered a statement, and how many of them favourably.

    Moves only when a batch of answers is laid down, in the same transaction: for answers by a
    trigger on their table, for the figures beside them by the batch itself.
    """

    __tablename__ = "survey_tally"
    __table_args__ = (
        sa.CheckConstraint("favourable BETWEEN 0 AND n", name="survey_tally_favourable_within_n"),
    )

    cell_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_cell.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    favourable: Mapped[int]
