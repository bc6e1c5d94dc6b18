"""The goals of the plans of 2014, 2019 and 2022, the figures reported on them, and the rule of
what may be published.

The texts and figures are the municipality's own, as published.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.targets.models import Goal, Measurement, PublicationRule

PUBLICATION_RULE = {
    "valid_from": date(2014, 1, 1),
    "smallest": 5,
    "unanimous_below": 10,
    "source": "Jobcentrets regel: intet under 5 svar, og intet under 10, når alle er enige",
}
DATA = Path(__file__).parent / "data"
PLAN_OF_THE_STATUS = 2014
SOURCE_OF_THE_STATUS = "Status på beskæftigelsesplan 2014, 2. kvartal"
# The status bears no date. Its figures count as known from the end of the quarter after it.
KNOWN_SINCE = datetime(2014, 9, 30, tzinfo=clock.COPENHAGEN)


def load_defaults(session: Session) -> None:
    """Add the goals and published figures that are missing; those already there stay."""
    session.execute(insert(Goal).on_conflict_do_nothing(), list(goals()))
    session.execute(insert(Measurement).on_conflict_do_nothing(), list(figures()))
    session.execute(insert(PublicationRule).on_conflict_do_nothing(), [PUBLICATION_RULE])
    session.flush()


def goals() -> Iterator[dict[str, object]]:
    """The rows of the goal table, in the plans' order."""
    for position, row in enumerate(_rows("plan_goals.csv"), start=1):
        yield {
            "plan_year": int(row["plan_year"]),
            "key": row["key"],
            "focus_area": row["focus_area_da"],
            "text_da": row["goal_da"],
            "kind": row["kind"],
            "target_value": _number(row["target_value"]),
            "unit": row["unit"],
            "baseline": row["baseline"],
            "deadline": row["deadline"],
            "source": row["source"],
            "position": position,
        }


def figures() -> Iterator[dict[str, object]]:
    """The figures of the status on the plan of 2014; a goal without any has no row."""
    for row in _rows("plan_status_2014q2.csv"):
        if row["municipality"]:
            yield {
                "plan_year": PLAN_OF_THE_STATUS,
                "goal_key": row["key"],
                "month": date.fromisoformat(f"{row['figures_from']}-01"),
                "revision": 1,
                "municipality": _number(row["municipality"]),
                "cluster": _number(row["cluster"]),
                "eastern_denmark": _number(row["eastern_denmark"]),
                "whole_country": _number(row["whole_country"]),
                "source": SOURCE_OF_THE_STATUS,
                "reported_status": row["reported_status"],
                "recorded_at": KNOWN_SINCE,
            }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
