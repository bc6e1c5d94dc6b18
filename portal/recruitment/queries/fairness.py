"""Who was asked and who was presented in a quarter, by group: a check on the list and on us.

The groups are no input to the list. What is small, or would give a small one away, is not shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.cv.models import Cv
from portal.openings.models import Referral, ReferralEvent
from portal.targets.rules import suppression
from portal.targets.rules.suppression import TOTAL, Address, Counts, Limits

ASKED, PRESENTED = "asked", "presented"
AGES = ((30, "under_30"), (55, "30_to_54"))
OLDEST = "55_up"


@dataclass(frozen=True)
class Line:
    """A group: how many there are, how many of them were asked, and of those presented."""

    dimension: str
    value: str
    people: int
    asked: int
    presented: int


@dataclass(frozen=True)
class Fairness:
    """All of them together, and the groups of which something may be shown."""

    whole: Line | None
    lines: list[Line]
    hidden: int
    """How many groups are too small, or would give a small one away."""


def fairness(session: Session, start: date, until: date, limits: Limits) -> Fairness:
    """The people of a quarter by age, benefit group and language of the pages: one statement.

    People are those in a contact course in the quarter whose CV staff may see.
    """
    counted: dict[Address, list[int]] = {}
    rows = session.execute(_people(start, until))
    for age, group, language, asked, presented, number in rows:
        for address in (
            TOTAL,
            Address("age", _age(age)),
            Address("group", group),
            Address("language", language),
        ):
            sums = counted.setdefault(address, [0, 0, 0])
            sums[0] += number
            sums[1] += number if asked else 0
            sums[2] += number if presented else 0
    shown = suppression.decide(_tables(counted), limits)
    both = shown[ASKED] & shown[PRESENTED]
    lines = [
        Line(address.dimension, address.value, *counted[address])
        for address in sorted(both)
        if address != TOTAL
    ]
    whole = Line("", "", *counted[TOTAL]) if TOTAL in both else None
    return Fairness(whole, lines if whole else [], max(0, len(counted) - 1 - len(lines)))


def _tables(counted: dict[Address, list[int]]) -> dict[str, dict[Address, Counts]]:
    """Asked among all, and presented among the asked: each is a table that adds up."""
    return {
        ASKED: {a: Counts(n, n, asked) for a, (n, asked, _presented) in counted.items()},
        PRESENTED: {a: Counts(asked, asked, p) for a, (_n, asked, p) in counted.items()},
    }


def _people(start: date, until: date) -> sa.Select[Any]:
    since, before = clock.start_of_day(start), clock.start_of_day(until)

    def happened(kind: str) -> Any:
        return (
            sa.select(ReferralEvent.id)
            .join(Referral, Referral.id == ReferralEvent.referral_id)
            .where(
                Referral.citizen_id == Citizen.id,
                Referral.asked_at >= since,
                Referral.asked_at < before,
                ReferralEvent.kind == kind,
            )
            .exists()
        )

    born = sa.func.date_part("year", sa.func.age(sa.literal(start, sa.Date), Citizen.born_on))
    each = (
        sa.select(
            born.label("age"),
            Citizen.target_group,
            Citizen.language,
            happened("asked").label(ASKED),
            happened("presented").label(PRESENTED),
        )
        .join(Cv, Cv.citizen_id == Citizen.id)
        .where(
            Cv.visible_to_staff,
            Citizen.course_started_on < until,
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > start),
        )
        .subquery()
    )
    return sa.select(*each.c, sa.func.count()).group_by(*each.c)


def _age(years: float) -> str:
    return next((name for below, name in AGES if years < below), OLDEST)
