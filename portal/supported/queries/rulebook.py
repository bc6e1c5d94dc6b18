"""The rules in force on a day, for each kind of place and employer."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.supported.models import PlacementRule
from portal.supported.rules import Limits

USUAL_DAYS = 14


class Rulebook:
    """All rules, so that a page asks for them once."""

    def __init__(self, rows: list[PlacementRule]) -> None:
        self.rows = rows

    def on(self, form: str, sector: str, day: date) -> Limits | None:
        """The rule in force on `day`; None where that employer can't have such a place."""
        fitting = [
            row
            for row in self.rows
            if row.form == form and row.sector == sector and row.valid_from <= day
        ]
        if not fitting:
            return None
        row = max(fitting, key=lambda one: one.valid_from)
        return Limits(
            weeks=row.weeks,
            months=row.months,
            hours_most=row.hours_most,
            ratio_each=row.ratio_each,
            ratio_up_to=row.ratio_up_to,
            ratio_each_above=row.ratio_each_above,
            decide_days=row.decide_days,
            source=row.source,
        )

    def decide_days(self, form: str, sector: str, day: date) -> int:
        """How many days there are to decide."""
        limits = self.on(form, sector, day)
        return limits.decide_days if limits else USUAL_DAYS


def rulebook(session: Session) -> Rulebook:
    """All rules: one statement."""
    return Rulebook(list(session.scalars(sa.select(PlacementRule))))


def versions(session: Session, today: date) -> list[tuple[PlacementRule, str]]:
    """Each version with whether it is to come, holds or held before: one statement.

    By kind of place and employer, the latest first.
    """
    order = (PlacementRule.form, PlacementRule.sector, PlacementRule.valid_from.desc())
    rows = list(session.scalars(sa.select(PlacementRule).order_by(*order)))
    in_force: dict[tuple[str, str], date] = {}
    for row in rows:
        if row.valid_from <= today:
            in_force.setdefault((row.form, row.sector), row.valid_from)
    return [(row, _holds(row, today, in_force.get((row.form, row.sector)))) for row in rows]


def _holds(row: PlacementRule, today: date, since: date | None) -> str:
    if row.valid_from > today:
        return "coming"
    return "now" if row.valid_from == since else "past"
