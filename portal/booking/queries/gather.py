"""What caseworkers' calendars hold, for one of them or a whole team, in two statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking.models import (
    RESOURCE_OF_CHANNEL,
    Absence,
    Participant,
    StaffTime,
    Talk,
    WorkingPattern,
)
from portal.booking.queries import units
from portal.booking.queries.hours import PATTERN, in_force, pattern_of
from portal.booking.queries.units import LEFT_OUT, WINDOW, takes_time
from portal.booking.rules import Availability, Other, Pattern, Span, Unit
from portal.core import policy
from portal.core.calendar import WorkCalendar
from portal.core.plain import Plain

TAKES_TALKS = policy.RUN_TALKS.values


@dataclass(frozen=True)
class Wanted:
    """What is asked of the calendars: for whom, how, from when to when.

    Without a citizen it is about the caseworkers' own time only.
    `leave_out` is a talk that is about to be moved, so it is in nobody's way; the colleagues who
    take part in it must be free, and those of `with_staff`.
    """

    citizen: Citizen | None
    team_id: int
    channel: str
    since: datetime
    until: datetime
    calendar: WorkCalendar
    kept_open: bool = False
    leave_out: int | None = None
    with_staff: tuple[int, ...] = ()

    @property
    def resource_kind(self) -> str | None:
        """What the way of meeting needs: a room, a video line or nothing."""
        return RESOURCE_OF_CHANNEL.get(self.channel)


@dataclass(frozen=True)
class Desk:
    """A caseworker and when they can meet the citizen."""

    staff: Staff
    availability: Availability
    others: dict[Staff, Other] = field(default_factory=dict)
    """The colleagues who take part."""


@dataclass
class _Busy:
    absences: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    talks: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    citizen: list[Span] = field(default_factory=list)
    units: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)


def desk_of(session: Session, staff: Staff, patterns: list[Pattern], wanted: Wanted) -> Desk:
    """One caseworker's."""
    return _desks(session, {staff: patterns}, wanted)[0]


def language_of(citizen: Citizen) -> str:
    """What the caseworker speaks in the citizen's talks; through an interpreter that is Danish."""
    return "da" if "interpreter" in citizen.needs else citizen.talk_language


def desks_of_colleagues(session: Session, wanted: Wanted) -> list[Desk]:
    """Those of the team who can hold the citizen's talks, the least busy first."""
    citizen = wanted.citizen
    assert citizen is not None
    speaks = Staff.languages.contains([language_of(citizen)])
    of_team = Staff.team_id == wanted.team_id
    desks = _of(session, wanted, of_team, Staff.id != citizen.caseworker_id, speaks)
    return sorted(desks, key=lambda desk: len(desk.availability.caseworker_talks))


def desks_of_team(
    session: Session, team_id: int, span: Range[datetime], work: WorkCalendar
) -> list[Desk]:
    """Everybody of a team who takes talks, whoever with: their own time from when to when."""
    assert span.lower is not None
    assert span.upper is not None
    wanted = Wanted(None, team_id, "phone", span.lower, span.upper, work)
    return _of(session, wanted, Staff.team_id == team_id)


def _of(session: Session, wanted: Wanted, *who: sa.ColumnElement[bool]) -> list[Desk]:
    rows = session.execute(
        sa.select(Staff, *PATTERN)
        .join(WorkingPattern, WorkingPattern.staff_id == Staff.id)
        .where(*who, Staff.active, Staff.role.in_(TAKES_TALKS), in_force(wanted.since.date()))
        .order_by(Staff.id)
    )
    patterns: dict[Staff, list[Pattern]] = {}
    for row in rows:
        patterns.setdefault(row[0], []).append(pattern_of(row[1:]))
    return _desks(session, patterns, wanted) if patterns else []


def _desks(session: Session, patterns: dict[Staff, list[Pattern]], wanted: Wanted) -> list[Desk]:
    busy = _busy(session, [staff.id for staff in patterns], wanted)
    rooms: tuple[Unit, ...] | None = None
    # A team without rooms meets at the desk; without a video line it can't meet by video.
    if busy.units or wanted.resource_kind == "video_line":
        rooms = tuple(Unit(*key, tuple(spans)) for key, spans in busy.units.items())
    others = _others(session, busy, wanted)
    return [
        Desk(
            staff,
            Availability(
                tuple(its_patterns),
                wanted.calendar.is_open,
                tuple(busy.absences[staff.id]),
                tuple(busy.talks[staff.id]),
                tuple(busy.citizen),
                rooms,
                staff.daily_talk_limit,
                wanted.kept_open,
                tuple(other for one, other in others.items() if one.id != staff.id),
            ),
            others,
        )
        for staff, its_patterns in patterns.items()
    ]


def _others(session: Session, busy: _Busy, wanted: Wanted) -> dict[Staff, Other]:
    """The colleagues who take part, by name; who has no patterns can be asked on any day."""
    if not busy.others:
        return {}
    rows = session.execute(
        sa.select(Staff, *PATTERN)
        .outerjoin(
            WorkingPattern,
            sa.and_(WorkingPattern.staff_id == Staff.id, in_force(wanted.since.date())),
        )
        .where(Staff.id.in_(busy.others))
        .order_by(Staff.name, Staff.id)
    )
    patterns: dict[Staff, list[Pattern]] = {}
    for row in rows:
        its = patterns.setdefault(row[0], [])
        if row.weekday is not None:
            its.append(pattern_of(row[1:]))
    return {
        staff: Other((*busy.absences[staff.id], *busy.talks[staff.id]), tuple(its))
        for staff, its in patterns.items()
    }


def _busy(session: Session, staff_ids: list[int], wanted: Wanted) -> _Busy:
    """What takes time of these caseworkers and of colleagues who take part, of the citizen, and of
    the rooms, in one statement."""
    citizen, kind = wanted.citizen, wanted.resource_kind
    values = {
        "staff": [*staff_ids, *wanted.with_staff],
        "window": Range(wanted.since, wanted.until),
        "left_out": wanted.leave_out or 0,
        "citizen": citizen.id if citizen else None,
        **units.wanted(citizen, kind, wanted.team_id),
    }
    statement = _busy_statement(
        with_citizen=citizen is not None,
        with_units=kind is not None,
        with_moved=wanted.leave_out is not None,
    )
    found = _Busy(others=set(wanted.with_staff))
    for part, whose, unit, start, end in statement.rows(session, **values):
        if part == 4:
            found.others.add(whose)
        elif part == 3:
            spans = found.units.setdefault((whose, unit), [])
            if start is not None:
                spans.append((start, end))
        elif part == 2:
            found.citizen.append((start, end))
        else:
            (found.talks if part else found.absences)[whose].append((start, end))
    return found


_STAFF = sa.bindparam("staff", type_=ARRAY(sa.BigInteger))


_ABSENCE, _STAFF_TIME = Absence.__table__.c, StaffTime.__table__.c
_PARTICIPANT, _TALK = Participant.__table__.c, Talk.__table__.c


# Building it takes longer than sending it, so each form of it is built once.
@cache
def _busy_statement(*, with_citizen: bool, with_units: bool, with_moved: bool) -> Plain:
    nothing = sa.null().cast(sa.Integer)
    parts: list[sa.Select[Any]] = [
        _part(0, _ABSENCE.staff_id, nothing, _ABSENCE.during).where(
            _is_of(_ABSENCE.staff_id, with_moved), _ABSENCE.during.op("&&")(WINDOW)
        ),
        _part(1, _STAFF_TIME.staff_id, nothing, _STAFF_TIME.blocks).where(
            _is_of(_STAFF_TIME.staff_id, with_moved),
            _STAFF_TIME.blocks.op("&&")(WINDOW),
            _STAFF_TIME.talk_id.is_distinct_from(LEFT_OUT),
        ),
    ]
    if with_moved:
        nowhere = sa.null().cast(TSTZRANGE)
        parts.append(_part(4, _PARTICIPANT.staff_id, nothing, nowhere).where(*_TAKES_PART))
    if with_citizen:
        citizen_id = sa.bindparam("citizen", type_=sa.BigInteger)
        parts.append(
            _part(2, _TALK.citizen_id, nothing, _TALK.during).where(
                _TALK.citizen_id == citizen_id, takes_time()
            )
        )
    if with_units:
        parts.extend(units.parts(3))
    return Plain(sa.union_all(*parts))


_TAKES_PART = (_PARTICIPANT.talk_id == LEFT_OUT, _PARTICIPANT.staff_id.is_not(None))


def _is_of(column: Any, with_moved: bool) -> sa.ColumnElement[bool]:
    """Of these caseworkers, or of those who take part in the talk that is moved."""
    theirs: sa.ColumnElement[bool] = column == sa.any_(_STAFF)
    if not with_moved:
        return theirs
    return sa.or_(theirs, column.in_(sa.select(_PARTICIPANT.staff_id).where(*_TAKES_PART)))


def _part(number: int, whose: Any, unit: Any, during: Any) -> sa.Select[Any]:
    return sa.select(sa.literal(number), whose, unit, sa.func.lower(during), sa.func.upper(during))
