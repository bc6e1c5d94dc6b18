"""What the register knows of figures that others have counted."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.surveys.models import STATEMENTS
from portal.targets.models import Goal, Measurement
from portal.targets.queries.register import PROMISES
from portal.targets.rules.measurements.judging import Figures, Key, KnownGoal

COUNTED_HERE = {*STATEMENTS, *PROMISES}


def known_goals(session: Session) -> list[KnownGoal]:
    """Every goal of the register, as judging a file needs it."""
    rows = session.execute(sa.select(Goal.plan_year, Goal.key, Goal.kind, Goal.source))
    return [
        KnownGoal(year, key, kind, source == "portal" and key in COUNTED_HERE)
        for year, key, kind, source in rows
    ]


def known_figures(session: Session) -> dict[Key, Figures]:
    """The figures of each goal and month in their newest revision."""
    return {
        (row.plan_year, row.goal_key, row.month): _figures(row)
        for row in session.scalars(
            sa.select(Measurement)
            .ext(distinct_on(Measurement.plan_year, Measurement.goal_key, Measurement.month))
            .order_by(
                Measurement.plan_year,
                Measurement.goal_key,
                Measurement.month,
                Measurement.revision.desc(),
            )
        )
    }


def revisions(session: Session) -> dict[Key, int]:
    """How often each goal's figures of a month were given."""
    rows = session.execute(
        sa.select(
            Measurement.plan_year,
            Measurement.goal_key,
            Measurement.month,
            sa.func.max(Measurement.revision),
        ).group_by(Measurement.plan_year, Measurement.goal_key, Measurement.month)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _figures(row: Measurement) -> Figures:
    return Figures(
        row.municipality,
        row.cluster,
        row.eastern_denmark,
        row.whole_country,
        row.reported_status,
    )
