"""What has been published of the survey's figures. Nothing here is ever changed.

Only what may be shown is stored: a group that is too small and one where nobody answered are the
same empty row, and no one can find the small one here.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base
from portal.surveys.models import STATEMENTS

DIMENSIONS = ("all", "group_family", "team", "length_band", "caseworker", "channel")


class PublicationRule(Base):
    """The rule about small counts, from a day on."""

    __tablename__ = "publication_rule"
    __table_args__ = (
        sa.CheckConstraint("smallest >= 5", name="publication_never_under_five"),
        sa.CheckConstraint("unanimous_below >= smallest", name="publication_alike_not_under_least"),
    )

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    smallest: Mapped[int]
    """Fewer answers than this show nothing."""
    unanimous_below: Mapped[int]
    """With fewer answers than this, they show nothing when all are alike."""
    source: Mapped[str]


class FigureRelease(Base):
    """The figures of a quarter as they were published at a moment.

    A running quarter has many releases, the last one `final`: from then on the quarter is frozen.
    """

    __tablename__ = "figure_release"
    __table_args__ = (
        sa.CheckConstraint(
            "quarter_start = date_trunc('quarter', quarter_start::timestamp)::date",
            name="figure_release_is_of_a_quarter",
        ),
        sa.UniqueConstraint("quarter_start", "at", name="figure_release_once_at_a_time"),
        sa.Index(
            "figure_release_final_once",
            "quarter_start",
            unique=True,
            postgresql_where=sa.text("final"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    quarter_start: Mapped[date]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    final: Mapped[bool] = mapped_column(server_default=sa.false())
    invited: Mapped[int]


class PublishedFigure(Base):
    """One count of a release, or the empty row of one that is not shown."""

    __tablename__ = "published_figure"
    __table_args__ = (
        sa.CheckConstraint(one_of("key", STATEMENTS), name="published_figure_key_known"),
        sa.CheckConstraint(
            one_of("dimension", DIMENSIONS), name="published_figure_dimension_known"
        ),
        sa.CheckConstraint(
            "(n IS NULL) = (favourable IS NULL) AND (n IS NULL) = (invited IS NULL)",
            name="published_figure_whole_or_empty",
        ),
        sa.CheckConstraint("n >= 5", name="published_figure_never_under_five"),
        sa.CheckConstraint("favourable BETWEEN 0 AND n", name="published_figure_within_n"),
        sa.CheckConstraint("dimension <> 'all' OR value = ''", name="published_figure_total_plain"),
        sa.CheckConstraint(
            "population IS NULL OR n IS NOT NULL", name="published_figure_population_of_shown"
        ),
    )

    release_id: Mapped[int] = mapped_column(sa.ForeignKey("figure_release.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True, server_default="")
    other: Mapped[str] = mapped_column(primary_key=True, server_default="")
    """The team, where a group is divided by teams too."""
    invited: Mapped[int | None]
    n: Mapped[int | None]
    favourable: Mapped[int | None]
    population: Mapped[int | None]
    """How many had a contact course when the wave began; None where that is not known."""
    complete: Mapped[bool] = mapped_column(server_default=sa.true())
    """False: a few late answers are left out, because they could have been recognised."""
