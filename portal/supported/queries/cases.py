"""Applications with what happened to them, as each side may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Citizen
from portal.businesses.queries import may_see
from portal.core import clock
from portal.core.errors import NotFound
from portal.supported.models import (
    DECISIONS,
    Placement,
    SupportedApplication,
    SupportedEvent,
)
from portal.supported.queries.rulebook import Rulebook, rulebook
from portal.supported.rules import Happened, Limits, Stage, Standing, standing

MOST_SHOWN = 200
LONG_AGO = timedelta(days=60)
"""So long a place that nobody answered or got is still in the queue after its last day."""


@dataclass(frozen=True)
class Case:
    """An application, its log, how it stands, and who has the place."""

    application: SupportedApplication
    events: list[SupportedEvent]
    standing: Standing
    limits: Limits | None
    placement: Placement | None
    extended_by: int | None
    """The application that goes on from it and was not refused or taken back."""

    def event(self, *kinds: str) -> SupportedEvent | None:
        """The event of one of these kinds, or None."""
        return next((one for one in self.events if one.kind in kinds), None)

    @property
    def decision(self) -> SupportedEvent | None:
        """Yes or no with its reason, or None while there is none."""
        return self.event("approved", "refused")

    @property
    def last_day(self) -> date:
        """The last day as things are now."""
        ended = self.event("ended")
        if ended is not None and ended.on_day is not None:
            return min(ended.on_day, self.application.ends_on)
        return self.application.ends_on


def cases(session: Session, today: date, *wanted: Any, most: int = MOST_SHOWN) -> list[Case]:
    """The applications that fit, the newest first: five statements however many there are."""
    found = session.scalars(
        sa.select(SupportedApplication)
        .where(*wanted)
        .options(
            joinedload(SupportedApplication.business),
            joinedload(SupportedApplication.unit),
            joinedload(SupportedApplication.consultant),
        )
        .order_by(SupportedApplication.id.desc())
        .limit(most)
    ).all()
    if not found:
        return []
    ids = [one.id for one in found]
    logs: dict[int, list[SupportedEvent]] = {one: [] for one in ids}
    for event in session.scalars(
        sa.select(SupportedEvent)
        .where(SupportedEvent.application_id.in_(ids))
        .order_by(SupportedEvent.at, SupportedEvent.id)
    ):
        logs[event.application_id].append(event)
    placed = session.scalars(
        sa.select(Placement)
        .where(Placement.application_id.in_(ids))
        .options(joinedload(Placement.citizen).joinedload(Citizen.caseworker))
    )
    places = {one.application_id: one for one in placed}
    rules, extensions = rulebook(session), _extensions(session, ids)
    return [
        _case(one, logs[one.id], places.get(one.id), extensions.get(one.id), rules, today)
        for one in found
    ]


def _extensions(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(SupportedApplication.extends_id, SupportedApplication.id).where(
            SupportedApplication.extends_id.in_(ids),
            ~_has(SupportedApplication.id, "refused", "withdrawn"),
        )
    )
    return {first: later for first, later in rows if first is not None}


def _has(application_id: Any, *kinds: str) -> sa.ColumnElement[bool]:
    return (
        sa.select(SupportedEvent.id)
        .where(SupportedEvent.application_id == application_id, SupportedEvent.kind.in_(kinds))
        .exists()
    )


def _case(
    one: SupportedApplication,
    events: list[SupportedEvent],
    placement: Placement | None,
    extended_by: int | None,
    rules: Rulebook,
    today: date,
) -> Case:
    log = [Happened(event.kind, event.at, event.on_day) for event in events]
    days = {event.at: clock.local_date(event.at) for event in events}
    consented = next((days[event.at] for event in events if event.kind == "consented"), today)
    stands = standing(
        log,
        one.starts_on,
        one.ends_on,
        rules.decide_days(one.form, one.sector, consented),
        today,
        days,
    )
    limits = rules.on(one.form, one.sector, one.starts_on)
    return Case(one, events, stands, limits, placement, extended_by)


def case(session: Session, application_id: int, today: date, *wanted: Any) -> Case:
    """One application.

    Raises:
        NotFound: when there is none that fits.
    """
    found = cases(session, today, SupportedApplication.id == application_id, *wanted)
    if not found:
        raise NotFound
    return found[0]


def _seen_by(user_id: int) -> sa.ColumnElement[bool]:
    return may_see(
        user_id,
        SupportedApplication.business_id,
        SupportedApplication.unit_id,
        SupportedApplication.created_by_id,
    )


def for_business(session: Session, user_id: int, today: date) -> list[Case]:
    """The applications this person of a company may see, open ones first."""
    found = cases(session, today, _seen_by(user_id))
    return sorted(found, key=lambda one: not one.standing.is_open)


def own_case(session: Session, user_id: int, application_id: int, today: date) -> Case:
    """One of them.

    Raises:
        NotFound: when there is none, or it is another company's or unit's.
    """
    return case(session, application_id, today, _seen_by(user_id))


FIRST = {Stage.TO_DECIDE: 0, Stage.APPROVED: 1, Stage.OBJECTED: 2, Stage.WAITS_FOR_CONSENT: 3}
OPEN = sa.or_(
    ~_has(SupportedApplication.id, *DECISIONS),
    sa.and_(
        _has(SupportedApplication.id, "approved"),
        ~_has(SupportedApplication.id, "placed", "ended"),
    ),
)


def queue(session: Session, today: date) -> list[Case]:
    """What waits: first what is to be decided, by the last day; then places nobody has yet."""
    waiting = cases(session, today, OPEN, SupportedApplication.ends_on >= today - LONG_AGO)
    return sorted(
        (one for one in waiting if one.standing.stage in FIRST),
        key=lambda one: (
            FIRST[one.standing.stage],
            one.standing.decide_by or one.application.starts_on,
            one.application.id,
        ),
    )


def lived_in(session: Session, today: date, *, most: int = 100) -> list[Case]:
    """The places somebody has or will have, by last day."""
    has = sa.select(Placement.application_id).where(
        ~Placement.called_off, Placement.ends_on >= today
    )
    found = cases(session, today, SupportedApplication.id.in_(has), most=most)
    return sorted(found, key=lambda one: (one.last_day, one.application.id))


def of_citizen(session: Session, citizen_id: int, today: date) -> list[Case]:
    """The places a citizen has, had or will have, the newest first."""
    has = sa.select(Placement.application_id).where(Placement.citizen_id == citizen_id)
    return cases(session, today, SupportedApplication.id.in_(has))


def others_at(
    session: Session, unit_id: int, first: date, last: date, *, but: int | None = None
) -> Sequence[tuple[date, date]]:
    """First and last days of the approved places in a unit that overlap a time."""
    ended = (
        sa.select(SupportedEvent.on_day)
        .where(
            SupportedEvent.application_id == SupportedApplication.id,
            SupportedEvent.kind == "ended",
        )
        .scalar_subquery()
    )
    until = sa.func.least(SupportedApplication.ends_on, ended)
    rows = session.execute(
        sa.select(SupportedApplication.starts_on, until).where(
            SupportedApplication.unit_id == unit_id,
            SupportedApplication.id.is_distinct_from(but),
            _has(SupportedApplication.id, "approved"),
            SupportedApplication.starts_on <= last,
            until >= first,
        )
    )
    return [(start, end) for start, end in rows]
