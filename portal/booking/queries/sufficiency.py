"""Open duties against free times, for each team, kind of talk and language."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff, Team
from portal.booking import rules
from portal.booking.models import Obligation
from portal.booking.queries.gather import Desk, desks_of_team, language_of
from portal.booking.queries.rulebook import RuleBook, rule_book
from portal.booking.rules import Shortage, Span
from portal.core import calendar, clock


@dataclass(frozen=True)
class Illness:
    """What if these were away from one day to another?"""

    staff_ids: frozenset[int]
    first: date
    last: date

    def span(self) -> Span:
        """The time away."""
        after = self.last + timedelta(days=1)
        return clock.start_of_day(self.first), clock.start_of_day(after)


@dataclass(frozen=True)
class Line:
    """A team's duties of a kind in a language, and whether there are times enough for them."""

    team_id: int
    team: str
    kind: str
    language: str
    duties: int
    free: int
    until: date
    shortage: Shortage | None
    short_caseworkers: list[str] = field(default_factory=list)
    """Those whose own citizens do not all fit, though the team may have room."""


def sufficiency(
    session: Session,
    now: datetime,
    *,
    team_id: int | None = None,
    illness: Illness | None = None,
) -> list[Line]:
    """One line for each team, kind and language with open duties; the shortest of times first.

    Duties whose deadline stands still count too: they must be held one day. Six statements and
    two for each team.
    """
    today = clock.local_date(now)
    book, work = rule_book(session, today), calendar.load(session, today)
    due = _duties(session, today, team_id)
    lines = []
    for team in sorted({duty.citizen.caseworker.team_id for duty in due}):
        of_team = [duty for duty in due if duty.citizen.caseworker.team_id == team]
        last = max(duty.hold_by for duty in of_team) + timedelta(days=1)
        span = Range(clock.start_of_day(today), clock.start_of_day(last))
        desks = [_with(desk, illness) for desk in desks_of_team(session, team, span, work)]
        lines += _lines(session, of_team, desks, book, now)
    return sorted(lines, key=lambda line: -(line.shortage.missing if line.shortage else 0))


def _duties(session: Session, today: date, team_id: int | None) -> list[Obligation]:
    wanted = (
        sa.select(Obligation)
        .join(Obligation.citizen)
        .join(Citizen.caseworker)
        .options(orm.contains_eager(Obligation.citizen).contains_eager(Citizen.caseworker))
        .where(Obligation.status.in_(("open", "exempt")), Obligation.hold_by >= today)
        .order_by(Obligation.hold_by)
    )
    if team_id is not None:
        wanted = wanted.where(Staff.team_id == team_id)
    return list(session.scalars(wanted))


def _with(desk: Desk, illness: Illness | None) -> Desk:
    if illness is None or desk.staff.id not in illness.staff_ids:
        return desk
    away = (*desk.availability.absences, illness.span())
    return replace(desk, availability=replace(desk.availability, absences=away))


def _lines(
    session: Session, due: list[Obligation], desks: list[Desk], book: RuleBook, now: datetime
) -> list[Line]:
    groups: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    for duty in due:
        groups[duty.kind, language_of(duty.citizen)].append(duty)
    team = session.get_one(Team, due[0].citizen.caseworker.team_id)
    made = []
    for (kind, language), duties in sorted(groups.items()):
        speakers = [desk for desk in desks if language in desk.staff.languages]
        until = max(duty.hold_by for duty in duties)
        days = _free_days(speakers, duties[0], book, until, now)
        made.append(
            Line(
                team.id,
                team.name,
                kind,
                language,
                len(duties),
                sum(len(own) for own in days.values()),
                until,
                rules.shortage(
                    [duty.hold_by for duty in duties], [d for own in days.values() for d in own]
                ),
                _short(duties, days),
            )
        )
    return made


def _free_days(
    desks: Collection[Desk], duty: Obligation, book: RuleBook, until: date, now: datetime
) -> dict[int, list[date]]:
    """The day of each free time, by caseworker, as long as the talks of this kind are."""
    terms = book.terms(duty.citizen, duty.kind)
    today = clock.local_date(now)
    return {
        desk.staff.id: [
            clock.local_date(start)
            for start, _ in rules.free_between(desk.availability, terms, today, until, now)
        ]
        for desk in desks
    }


def _short(duties: list[Obligation], days: dict[int, list[date]]) -> list[str]:
    own: dict[int, list[date]] = defaultdict(list)
    names = {}
    for duty in duties:
        own[duty.citizen.caseworker_id].append(duty.hold_by)
        names[duty.citizen.caseworker_id] = duty.citizen.caseworker.name
    return sorted(
        names[staff_id]
        for staff_id, deadlines in own.items()
        if rules.shortage(deadlines, days.get(staff_id, []))
    )
