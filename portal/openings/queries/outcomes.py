"""What came of referrals, counted by the month or quarter in which the citizens were asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.openings.models import Referral, ReferralEvent
from portal.privacy.queries.restrictions import not_restricted

Period = Literal["month", "quarter"]
LAST_SAID = ("yes", "applied", "no", "no_answer", "withdrawn")
LATER = ("presented", "interview", "hired", "not_hired")
COUNTED = ("asked", "self_found", *LAST_SAID, *LATER)


@dataclass(frozen=True)
class Outcomes:
    """Referrals of a period: how many citizens were asked, and what came of it by now.

    Each referral counts once: in the period in which it was asked, by what was said last. What
    came later (`presented`, `hired` …) counts each referral once too, and is part of the yeses
    and of those who applied. What citizens found and asked for themselves is counted apart.
    """

    first: date
    last: date
    asked: int
    yes: int
    applied: int
    no: int
    no_answer: int
    withdrawn: int
    presented: int
    interview: int
    hired: int
    not_hired: int
    self_found: int

    @property
    def waiting(self) -> int:
        """How many can still answer."""
        return self.asked - self.yes - self.applied - self.no - self.no_answer - self.withdrawn

    @property
    def people(self) -> int:
        """How many referrals the numbers of the period tell of, whoever began them."""
        return self.asked + self.self_found

    @property
    def n(self) -> int:
        """How many the shares are of: asked, and not taken back by us."""
        return self.asked - self.withdrawn


def outcomes(session: Session, first: date, last: date, *, by: Period = "month") -> list[Outcomes]:
    """What came of the referrals of each month or quarter from `first` to `last`, both included.

    One statement, on events alone. A period without referrals is there with zeros; at the ends
    only the days within `first` and `last` are counted. Citizens the use of whose data is
    restricted are left out.
    """
    rows = session.execute(_counts(first, last, by)).mappings()
    counted: dict[date, dict[str, Any]] = {row["start"]: dict(row) for row in rows}
    found = []
    for begins, ends in _periods(first, last, by):
        row = counted.get(begins, {})
        numbers = {name: int(row.get(name, 0)) for name in COUNTED}
        found.append(Outcomes(max(begins, first), min(ends, last), **numbers))
    return found


def _counts(first: date, last: date, by: Period) -> sa.Select[Any]:
    """One row for each period in which anybody was asked."""
    one = _each(first, last, by).subquery()
    by_staff = one.c.origin == "staff"
    number = sa.func.count()
    return sa.select(
        one.c.start,
        number.filter(by_staff).label("asked"),
        number.filter(~by_staff).label("self_found"),
        *(number.filter(by_staff, one.c.said == kind).label(kind) for kind in LAST_SAID),
        *(
            number.filter(by_staff, sa.literal(kind) == sa.func.any(one.c.happened)).label(kind)
            for kind in LATER
        ),
    ).group_by(one.c.start)


def _each(first: date, last: date, by: Period) -> sa.Select[Any]:
    """One row for each referral: its period, what was said last, and what came later."""
    asked_on = sa.cast(sa.func.timezone(clock.COPENHAGEN.key, Referral.asked_at), sa.Date)
    start = sa.cast(sa.func.date_trunc(by, sa.cast(asked_on, sa.DateTime)), sa.Date)
    of_it = ReferralEvent.referral_id == Referral.id
    said = (
        sa.select(ReferralEvent.kind)
        .where(of_it, ReferralEvent.kind.in_(LAST_SAID))
        .order_by(ReferralEvent.at.desc(), ReferralEvent.id.desc())
        .limit(1)
    )
    happened = sa.select(sa.func.array_agg(ReferralEvent.kind)).where(
        of_it, ReferralEvent.kind.in_(LATER)
    )
    return sa.select(
        start.label("start"),
        Referral.origin,
        said.scalar_subquery().label("said"),
        happened.scalar_subquery().label("happened"),
    ).where(
        Referral.asked_at >= clock.start_of_day(first),
        Referral.asked_at < clock.start_of_day(last + timedelta(days=1)),
        not_restricted(Referral.citizen_id),
    )


def _periods(first: date, last: date, by: Period) -> list[tuple[date, date]]:
    """The first and last day of every month or quarter that has days from `first` to `last`."""
    months = 1 if by == "month" else 3
    number = first.year * 12 + (first.month - 1) // months * months
    found = []
    while (begins := date(number // 12, number % 12 + 1, 1)) <= last:
        number += months
        found.append((begins, date(number // 12, number % 12 + 1, 1) - timedelta(days=1)))
    return found


def hired(session: Session, opening_id: int) -> int:
    """How many got the job."""
    return (
        session.scalar(
            sa.select(sa.func.count(sa.distinct(ReferralEvent.referral_id)))
            .join(Referral, Referral.id == ReferralEvent.referral_id)
            .where(Referral.opening_id == opening_id, ReferralEvent.kind == "hired")
        )
        or 0
    )
