"""Everything that decides a citizen's next talk, gathered once for all who ask."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import rules
from portal.booking.models import Obligation, Purpose, Talk
from portal.booking.queries.due import Duty, duty_of, whose
from portal.booking.queries.gather import (
    Desk,
    Wanted,
    desk_of,
    desks_of_colleagues,
)
from portal.booking.queries.hours import hours_of
from portal.booking.rules import No, Terms
from portal.core import clock
from portal.core.calendar import WorkCalendar
from portal.core.errors import NotFound


@dataclass(frozen=True, order=True)
class Slot:
    """A free time, and with whom."""

    starts: datetime
    ends: datetime
    staff_id: int


@dataclass(frozen=True)
class Planner:
    """All that decides a citizen's next talk. Lists, bookings and commands ask this one.

    `desks` are the caseworkers whose times count: the own one, or colleagues of the team when
    the own one has no time before the deadline and they have.
    """

    citizen: Citizen
    terms: Terms
    kind: str
    channel: str
    obligation: Obligation | None
    moved: Talk | None
    purpose: Purpose
    desks: tuple[Desk, ...]
    now: datetime
    by_staff: bool = False

    @property
    def duty(self) -> Duty | None:
        """What must be booked, or None."""
        return duty_of(self.obligation)

    @property
    def fulfils(self) -> Obligation | None:
        """What the talk would fulfil: the duty of the talk that is moved, or the open one."""
        return self.moved.obligation if self.moved else self.obligation

    @property
    def hold_by(self) -> date | None:
        """The day the talk must be held by; None when there is none, or staff decide."""
        return self.fulfils.hold_by if self.fulfils and not self.by_staff else None

    @property
    def with_colleagues(self) -> bool:
        """True when the times are not those of the citizen's own caseworker."""
        return self.desks[0].staff.id != self.citizen.caseworker_id

    @property
    def staff(self) -> dict[int, Staff]:
        """The caseworkers whose times count, by id."""
        return {desk.staff.id: desk.staff for desk in self.desks}

    @property
    def others(self) -> tuple[Staff, ...]:
        """The colleagues who take part."""
        return tuple(self.desks[0].others)

    @property
    def has_upcoming(self) -> bool:
        """True when the citizen already has another talk to come."""
        return any(start > self.now for start, _ in self.desks[0].availability.citizen_talks)

    @property
    def has_talk(self) -> bool:
        """True when there is nothing to choose: a talk is booked, and no other must be."""
        return self.moved is None and self.obligation is None and self.has_upcoming

    def why_not_choose(self) -> No | None:
        """Why the citizen can't choose a time at all; None when they can."""
        if self.moved is not None:
            changes = self.fulfils.changes if self.fulfils else 0
            return rules.why_not_change(
                self.moved.status, self.moved.starts, self.terms, self.now, changes
            )
        exempt = self.obligation is not None and self.obligation.status == "exempt"
        return No.NOT_SELF_BOOKED if exempt or not self.terms.self_booking else None

    def slots(self, first: date, last: date) -> list[Slot]:
        """The times from `first` to `last` that can be booked, each once, earliest first."""
        horizon = clock.local_date(self.now) + timedelta(days=self.terms.horizon_days)
        last = min(last, horizon)
        free: dict[datetime, Slot] = {}
        for desk in self.desks:
            for start, end in rules.free_slots(
                desk.availability, self.terms, first, last, self.now, self.hold_by, free
            ):
                free[start] = Slot(start, end, desk.staff.id)
        return sorted(free.values())

    def all_slots(self) -> list[Slot]:
        """Every time that can be booked."""
        today = clock.local_date(self.now)
        return self.slots(today, today + timedelta(days=self.terms.horizon_days))

    def first_slot(self) -> Slot | None:
        """The first of `all_slots`, for those who ask about no other."""
        found = []
        for desk in self.desks:
            span = rules.first_slot(desk.availability, self.terms, self.now)
            if span is not None:
                found.append(Slot(*span, desk.staff.id))
        return min(found, key=lambda slot: slot.starts, default=None)

    def left_out(self, first: date, last: date) -> list[tuple[datetime, str, No]]:
        """Every time of the working patterns that can't be booked, with whom, and why."""
        left = []
        for desk in self.desks:
            offered = {
                start
                for start, _ in rules.free_slots(
                    desk.availability, self.terms, first, last, self.now, self.hold_by
                )
            }
            for span, no in rules.judged_slots(
                desk.availability, self.terms, first, last, self.now
            ):
                if span[0] not in offered:
                    left.append((span[0], desk.staff.name, no or No.AFTER_DEADLINE))
        return sorted(left, key=lambda row: (row[0], row[1]))

    def why_not(self, starts: datetime) -> No | None:
        """Why `starts` can't be booked; None when it can."""
        reasons = [self._why_not(desk, starts) for desk in self.desks]
        return None if None in reasons else reasons[0]

    def desk_at(self, starts: datetime) -> Desk:
        """The caseworker with whom a time that can be booked would be."""
        return next(desk for desk in self.desks if self._why_not(desk, starts) is None)

    def _why_not(self, desk: Desk, starts: datetime) -> No | None:
        return rules.why_not(desk.availability, self.terms, starts, self.now, self.hold_by)


def planner(
    session: Session,
    citizen_id: int,
    now: datetime,
    *,
    channel: str | None = None,
    kind: str | None = None,
    staff_id: int | None = None,
    moved: Talk | None = None,
    by_staff: bool = False,
    with_staff: Iterable[int] = (),
) -> Planner:
    """Gather all that decides when the citizen can meet a caseworker: five statements at most.

    Without `channel` it is the first the rules allow, or that of the talk that is moved. Without
    `kind` it is that of what must be booked; a moved talk keeps its own. With `staff_id` only that
    caseworker's times count. Staff are not bound by lead time, deadline or times kept for them.
    The colleagues `with_staff` and those of the talk that is moved take part, so all of them must
    be free (a sixth statement).

    Raises:
        NotFound: when there is no such citizen, rule or caseworker.
    """
    kind = moved.kind if moved else kind
    citizen, terms, obligation, purpose, found_kind = whose(session, citizen_id, kind, now)
    if by_staff:
        terms = replace(terms, lead=timedelta(0))
    channel = channel or _usual_channel(terms, moved)
    fulfils = moved.obligation if moved else obligation
    staff = _caseworker(session, citizen, staff_id)
    work, patterns = hours_of(session, staff, clock.local_date(now))
    kept_open = by_staff or bool(fulfils and fulfils.priority)
    wanted = _wanted(citizen, terms, channel, work, moved, with_staff, kept_open, now)
    desk = desk_of(session, staff, patterns, wanted)
    purpose = moved.purpose if moved else purpose
    planned = Planner(
        citizen, terms, found_kind, channel, obligation, moved, purpose, (desk,), now, by_staff
    )
    return planned if staff_id is not None else _with_colleagues(session, planned, wanted)


def _wanted(
    citizen: Citizen,
    terms: Terms,
    channel: str,
    work: WorkCalendar,
    moved: Talk | None,
    with_staff: Iterable[int],
    kept_open: bool,
    now: datetime,
) -> Wanted:
    """What is asked of every desk: from today to the last day that can be booked."""
    today = clock.local_date(now)
    return Wanted(
        citizen,
        citizen.caseworker.team_id,
        channel,
        clock.start_of_day(today),
        clock.start_of_day(today + timedelta(days=terms.horizon_days + 1)),
        work,
        kept_open=kept_open,
        leave_out=moved.id if moved else None,
        with_staff=tuple(with_staff),
    )


def _usual_channel(terms: Terms, moved: Talk | None) -> str:
    """How a talk is held when nobody has chosen: as the one that is moved, else as allowed."""
    return moved.channel if moved else (terms.channels or ("in_person",))[0]


def _caseworker(session: Session, citizen: Citizen, staff_id: int | None) -> Staff:
    if staff_id is None or staff_id == citizen.caseworker_id:
        return citizen.caseworker
    found = session.get(Staff, staff_id)
    if found is None:
        raise NotFound
    return found


def _with_colleagues(session: Session, planned: Planner, wanted: Wanted) -> Planner:
    """The team steps in when the own caseworker has no time before the deadline, and it has."""
    hold_by = planned.hold_by
    if hold_by is None or _in_time(planned, planned.desks[0], hold_by):
        return planned
    colleagues = desks_of_colleagues(session, wanted)
    in_time = tuple(
        desk
        for desk in colleagues
        if desk.staff not in desk.others and _in_time(planned, desk, hold_by)
    )
    return replace(planned, desks=in_time) if in_time else planned


def _in_time(planned: Planner, desk: Desk, hold_by: date) -> bool:
    return rules.has_time_by(desk.availability, planned.terms, hold_by, planned.now)
