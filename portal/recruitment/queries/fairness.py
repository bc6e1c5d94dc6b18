"""Who was asked and who was presented in a quarter, by group: a check on the list and on us.

The groups are no input to the list. What is small, or would give a small one away, is not shown.
Sex is kept nowhere: it is read from the last digit of the CPR number for this count alone, of rows
that say nothing else of a person, and only the sums leave the function.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.cv.models import Cv
from portal.openings.models import Referral, ReferralEvent
from portal.privacy.queries.restrictions import not_restricted
from portal.targets.rules import suppression
from portal.targets.rules.suppression import TOTAL, Address, Counts, Limits

ASKED, PRESENTED = "asked", "presented"
AGES = ((30, "under_30"), (55, "30_to_54"))
OLDEST = "55_up"
WOMEN, MEN, NOT_KNOWN = "women", "men", "not_known"


@dataclass(frozen=True)
class Line:
    """A group: how many there are, how many of them were asked, and of those presented.

    `presented` is None where so few were, that one might know them.
    """

    dimension: str
    value: str
    people: int
    asked: int
    presented: int | None


@dataclass(frozen=True)
class Fairness:
    """All of them together, and the groups of which something may be shown."""

    whole: Line | None
    lines: list[Line]
    hidden: int
    """How many groups are too small, or would give a small one away."""


def fairness(
    session: Session,
    start: date,
    until: date,
    limits: Limits,
    cpr_of: Callable[[bytes], str],
) -> Fairness:
    """The people of a quarter by age, benefit group, language of the pages and sex: two statements.

    People are those in a contact course in the quarter whose CV staff may see. `cpr_of` reads an
    encrypted CPR number.
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
            _add(counted, address, number, asked, presented)
    for token, asked, presented in session.execute(_each(start, until, Citizen.cpr_encrypted)):
        _add(counted, Address("sex", _sex(token, cpr_of)), 1, asked, presented)
    shown = suppression.decide(_tables(counted), limits)
    both = shown[ASKED] & shown[PRESENTED]
    told = _not_few(counted, limits)

    def line(address: Address) -> Line:
        people, asked, presented = counted[address]
        return Line(
            address.dimension, address.value, people, asked, presented if address in told else None
        )

    lines = [line(address) for address in sorted(both) if address != TOTAL]
    whole = line(TOTAL) if TOTAL in both else None
    return Fairness(whole, lines if whole else [], max(0, len(counted) - 1 - len(lines)))


def _tables(counted: dict[Address, list[int]]) -> dict[str, dict[Address, Counts]]:
    """Asked among all, and presented among the asked: each is a table that adds up."""
    return {
        ASKED: {a: Counts(n, n, asked) for a, (n, asked, _presented) in counted.items()},
        PRESENTED: {a: Counts(asked, asked, p) for a, (_n, asked, p) in counted.items()},
    }


def _not_few(counted: dict[Address, list[int]], limits: Limits) -> frozenset[Address]:
    """Where so many were presented that their number may be told: none, or more than a few."""
    table = {a: Counts(p, p, 0) for a, (_n, _asked, p) in counted.items()}
    alone = replace(limits, unanimous_below=0)  # the number itself is told, and no share of it
    told = suppression.decide({PRESENTED: table}, alone)[PRESENTED]
    return told | {a for a, counts in table.items() if told and counts.absent}


def _add(
    counted: dict[Address, list[int]], address: Address, number: int, asked: bool, presented: bool
) -> None:
    sums = counted.setdefault(address, [0, 0, 0])
    sums[0] += number
    sums[1] += number if asked else 0
    sums[2] += number if presented else 0


def _sex(token: bytes, cpr_of: Callable[[bytes], str]) -> str:
    """What the last digit of a CPR number says: even for women, odd for men."""
    try:
        return MEN if int(cpr_of(token)[-1]) % 2 else WOMEN
    except (InvalidToken, ValueError):  # a person who is erased has no number any more
        return NOT_KNOWN


def _people(start: date, until: date) -> sa.Select[Any]:
    """How many there are of each age, group and language, and whether asked and presented."""
    born = sa.func.date_part("year", sa.func.age(sa.literal(start, sa.Date), Citizen.born_on))
    each = _each(start, until, born.label("age"), Citizen.target_group, Citizen.language).subquery()
    return sa.select(*each.c, sa.func.count()).group_by(*each.c)


def _each(start: date, until: date, *columns: Any) -> sa.Select[Any]:
    """These columns of everybody who counts, and whether they were asked and presented."""
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

    return (
        sa.select(*columns, happened("asked").label(ASKED), happened("presented").label(PRESENTED))
        .select_from(Citizen)
        .join(Cv, Cv.citizen_id == Citizen.id)
        .where(
            Cv.visible_to_staff,
            not_restricted(Citizen.id),
            Citizen.course_started_on < until,
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > start),
        )
    )


def _age(years: float) -> str:
    return next((name for below, name in AGES if years < below), OLDEST)
