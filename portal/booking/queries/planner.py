"""Everything that decides a citizen's next talk, gathered once for all who ask."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import rules
from portal.booking.defaults import OWN_WISH
from portal.booking.models import (
    Absence,
    KindRule,
    Obligation,
    Purpose,
    StaffTime,
    Talk,
    TalkRule,
    WorkingPattern,
)
from portal.booking.queries.rulebook import kind_in_force, rule_in_force, terms_of
from portal.booking.rules import Availability, No, Pattern, Span, Terms
from portal.core import calendar, clock
from portal.core.errors import NotFound

TAKES_TIME = ("booked", "held")


@dataclass(frozen=True)
class Duty:
    """The talk a citizen must book next. `expired` when it was not booked in time."""

    obligation_id: int
    kind: str
    purpose: Purpose
    book_by: date
    hold_by: date
    expired: bool


@dataclass(frozen=True)
class Planner:
    """All that decides a citizen's next talk. Lists, bookings and commands ask this one.

    `purpose` is that of the obligation, or of a talk the citizen asks for.
    """

    citizen: Citizen
    terms: Terms
    availability: Availability
    obligation: Obligation | None
    purpose: Purpose
    now: datetime

    @property
    def duty(self) -> Duty | None:
        """What must be booked, or None."""
        return duty_of(self.obligation)

    @property
    def has_upcoming(self) -> bool:
        """True when the citizen already has a talk to come."""
        return any(start > self.now for start, _ in self.availability.citizen_talks)

    def free(self, first: date, last: date, hold_by: date | None) -> list[Span]:
        """The times from `first` to `last` that can be booked."""
        return rules.free_slots(self.availability, self.terms, first, last, self.now, hold_by)

    def all_free(self, hold_by: date | None) -> list[Span]:
        """Every time that can be booked."""
        today = clock.local_date(self.now)
        return self.free(today, today + timedelta(days=self.terms.horizon_days), hold_by)

    def why_not(self, starts: datetime, hold_by: date | None) -> No | None:
        """Why `starts` can't be booked; None when it can."""
        return rules.why_not(self.availability, self.terms, starts, self.now, hold_by)


def planner(session: Session, citizen_id: int, now: datetime) -> Planner:
    """Gather all that decides when the citizen can meet the own caseworker: five statements.

    Raises:
        NotFound: when there is no such citizen, or no rule for the citizen's target group.
    """
    citizen, terms, obligation, purpose = _whose(session, citizen_id, now)
    since = clock.start_of_day(clock.local_date(now))
    absences, caseworker_talks, citizen_talks = _busy(session, citizen, since)
    availability = Availability(
        _patterns(session, citizen.caseworker, clock.local_date(now)),
        calendar.load(session, clock.local_date(now)).is_open,
        absences,
        caseworker_talks,
        citizen_talks,
    )
    return Planner(citizen, terms, availability, obligation, purpose, now)


def _whose(
    session: Session, citizen_id: int, now: datetime
) -> tuple[Citizen, Terms, Obligation | None, Purpose]:
    today = clock.local_date(now)
    rule = orm.aliased(TalkRule, rule_in_force(today))
    due = orm.aliased(Obligation, pending().lateral())
    kind = orm.aliased(KindRule, kind_in_force(sa.func.coalesce(due.kind, "job"), today))
    row = session.execute(
        sa.select(Citizen, rule, kind, due, Purpose)
        .join(Citizen.caseworker)
        .join(rule, sa.true())
        .outerjoin(due, sa.true())
        .join(kind, sa.true())
        .join(Purpose, Purpose.code == sa.func.coalesce(due.purpose_code, OWN_WISH))
        .options(orm.contains_eager(Citizen.caseworker), orm.contains_eager(due.purpose))
        .where(Citizen.id == citizen_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], terms_of(row[1], row[2]), row[3], row[4]


def pending() -> sa.Select[Obligation]:
    """What the `Citizen` of the enclosing statement must book: open, or else missed and latest."""
    newer = orm.aliased(Obligation)
    return (
        sa.select(Obligation)
        .where(
            Obligation.citizen_id == Citizen.id,
            sa.or_(
                Obligation.status == "open",
                sa.and_(
                    Obligation.status == "expired",
                    ~sa.exists().where(
                        newer.citizen_id == Obligation.citizen_id, newer.id > Obligation.id
                    ),
                ),
            ),
        )
        .order_by((Obligation.status == "open").desc(), Obligation.book_by)
        .limit(1)
        .correlate(Citizen)
    )


def _patterns(session: Session, caseworker: Staff, today: date) -> tuple[Pattern, ...]:
    if not caseworker.active:
        return ()
    columns = (
        WorkingPattern.weekday,
        WorkingPattern.starts,
        WorkingPattern.ends,
        WorkingPattern.valid_from,
        WorkingPattern.valid_to,
    )
    rows = session.execute(
        sa.select(*columns).where(
            WorkingPattern.staff_id == caseworker.id,
            sa.or_(WorkingPattern.valid_to.is_(None), WorkingPattern.valid_to >= today),
        )
    )
    return tuple(Pattern(*row) for row in rows)


def _busy(session: Session, citizen: Citizen, since: datetime) -> tuple[tuple[Span, ...], ...]:
    """Absences and talks of the caseworker, and talks of the citizen, from `since` on."""
    coming = Range(since, None)
    takes_time = sa.and_(Talk.status.in_(TAKES_TIME), Talk.during.overlaps(coming))
    parts = (
        sa.select(
            sa.literal(0), sa.func.lower(Absence.during), sa.func.upper(Absence.during)
        ).where(Absence.staff_id == citizen.caseworker_id, Absence.during.overlaps(coming)),
        sa.select(
            sa.literal(1), sa.func.lower(StaffTime.blocks), sa.func.upper(StaffTime.blocks)
        ).where(StaffTime.staff_id == citizen.caseworker_id, StaffTime.blocks.overlaps(coming)),
        sa.select(sa.literal(2), sa.func.lower(Talk.during), sa.func.upper(Talk.during)).where(
            Talk.citizen_id == citizen.id, takes_time
        ),
    )
    found: tuple[list[Span], ...] = ([], [], [])
    for part, start, end in session.execute(sa.union_all(*parts)):
        found[part].append((start, end))
    return tuple(tuple(spans) for spans in found)


def duty_of(obligation: Obligation | None) -> Duty | None:
    """What pages say of an obligation."""
    if obligation is None:
        return None
    return Duty(
        obligation.id,
        obligation.kind,
        obligation.purpose,
        obligation.book_by,
        obligation.hold_by,
        obligation.status == "expired",
    )
