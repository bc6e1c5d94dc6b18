"""What staff see of openings: the list, who was referred, and who might fit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from portal.accounts.models import Citizen, Staff
from portal.caseload import queries as caseload
from portal.core import audit, clock, policy
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.cv.models import Cv
from portal.openings import rules
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.queries.places import km_between
from portal.openings.queries.search import Found, by_fit, fit_of, is_open, wishes_in, wishes_of
from portal.openings.rules import Fit
from portal.privacy.queries.restrictions import not_restricted

PER_PAGE = 15
# How many CVs are judged one by one for an opening, and how many of them are shown.
JUDGED, SHOWN = 500, 20
# A shorter word of a title is looked for as a whole word only.
SHORTEST_INSIDE = 5


@dataclass(frozen=True)
class Row:
    """An opening of the list, and how many were asked and what they said."""

    opening: Opening
    asked: int
    yes: int
    applied: int
    no: int
    waiting: int


@dataclass(frozen=True)
class Rows:
    """A page of the list."""

    rows: list[Row]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PER_PAGE))


def page(
    session: Session, now: datetime, *, ended: bool = False, words: str = "", number: int = 1
) -> Rows:
    """Open openings, the first to end first, or ended ones, the newest first: two statements."""
    which = [~is_open(now) if ended else is_open(now)]
    which += [
        Opening.searched.contains(part, autoescape=True) for _w, part in rules.parts_of(words)
    ]
    total = session.scalar(sa.select(sa.func.count(Opening.id)).where(*which)) or 0
    number = min(max(number, 1), Rows([], total, 1).pages)
    order = (
        (Opening.id.desc(),) if ended else (Opening.apply_by.asc().nulls_last(), Opening.id.desc())
    )
    rows = _with_counts(session, now, which, order, PER_PAGE, (number - 1) * PER_PAGE)
    return Rows(rows, total, number)


def export_rows(session: Session, now: datetime) -> list[Row]:
    """Every opening with its counts, the newest first."""
    return _with_counts(session, now, [sa.true()], (Opening.id.desc(),), None, 0)


def _with_counts(
    session: Session, now: datetime, which: list[Any], order: Any, most: int | None, skipped: int
) -> list[Row]:
    shown = (
        sa.select(Opening.id).where(*which).order_by(*order).limit(most).offset(skipped).subquery()
    )
    waits = sa.and_(
        Referral.answer.is_(None), Referral.withdrawn_at.is_(None), Referral.answer_by >= now
    )
    counts = (
        sa.select(
            Referral.opening_id,
            sa.func.count().label("asked"),
            *(
                sa.func.count().filter(Referral.answer == word).label(word)
                for word in ("yes", "applied", "no")
            ),
            sa.func.count().filter(waits).label("waiting"),
        )
        .where(Referral.opening_id.in_(sa.select(shown.c.id)))
        .group_by(Referral.opening_id)
        .subquery()
    )
    numbers = [
        sa.func.coalesce(counts.c[name], 0) for name in ("asked", "yes", "applied", "no", "waiting")
    ]
    rows = session.execute(
        sa.select(Opening, *numbers)
        .join(shown, shown.c.id == Opening.id)
        .outerjoin(counts, counts.c.opening_id == Opening.id)
        .order_by(*order)
    )
    return [Row(*row) for row in rows]


def opening(session: Session, opening_id: int) -> Opening:
    """An opening.

    Raises:
        NotFound: when there is none.
    """
    found = session.get(Opening, opening_id)
    if found is None:
        raise NotFound
    return found


def may_see(actor: Actor, now: datetime) -> Any:
    """SQL for the citizens whose job suggestions the actor may see: those whose data the actor
    may see, and for who find people for companies those whom they or their team have asked."""
    if not policy.may(actor, policy.SERVE_COMPANIES):
        return caseload.reaches(actor, now)
    team = sa.select(Staff.id).where(Staff.team_id == actor.team_id)
    asked = aliased(Referral)
    return sa.exists().where(asked.citizen_id == Citizen.id, asked.asked_by_id.in_(team))


def may_find(actor: Actor, opening: Opening, now: datetime) -> Any:
    """SQL for the citizens whom the actor may suggest the opening to. Who find people for
    companies may suggest it to everybody who wishes for such work and lets staff see the CV."""
    if not policy.may(actor, policy.SERVE_COMPANIES):
        return sa.and_(may_see(actor, now), not_restricted(Citizen.id))
    seen = aliased(Cv)
    wishes = sa.exists().where(
        seen.citizen_id == Citizen.id, seen.visible_to_staff, _wishes_for(opening, seen)
    )
    return sa.and_(
        sa.or_(may_see(actor, now), wishes), ~Citizen.is_hidden, not_restricted(Citizen.id)
    )


def citizen_of(session: Session, actor: Actor, citizen_id: int, now: datetime) -> Citizen:
    """A citizen in a contact course whom the actor may refer.

    Raises:
        NotFound: when there is none, or the citizen is not the actor's to see.
    """
    return _citizen(session, actor, citizen_id, may_see(actor, now), now)


def citizen_for(
    session: Session, actor: Actor, citizen_id: int, opening: Opening, now: datetime
) -> Citizen:
    """A citizen in a contact course to whom the actor may suggest the opening.

    Raises:
        NotFound: when there is none, or the citizen is not the actor's to ask.
    """
    return _citizen(session, actor, citizen_id, may_find(actor, opening, now), now)


def _citizen(session: Session, actor: Actor, citizen_id: int, whose: Any, now: datetime) -> Citizen:
    found = session.execute(
        sa.select(Citizen, caseload.outside(actor, now)).where(
            Citizen.id == citizen_id, whose, _in_course(now)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    audit.under_reason(citizen_id, found[1])
    citizen: Citizen = found[0]
    return citizen


def _in_course(now: datetime) -> Any:
    today = clock.local_date(now)
    return sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today)


@dataclass(frozen=True)
class CitizenRow:
    """Somebody who was asked about an opening, and all that came of it."""

    referral: Referral
    events: list[ReferralEvent]
    is_mine: bool
    """Whether the actor may know who it is and what was said."""

    @property
    def kinds(self) -> frozenset[str]:
        """What has happened."""
        return frozenset(event.kind for event in self.events)


def referrals_of(
    session: Session, actor: Actor, opening_id: int, now: datetime
) -> list[CitizenRow]:
    """Everybody who was asked about the opening, the latest first: two statements.

    Of those who are not the actor's to see nothing but the row itself may be shown.
    """
    rows = session.execute(
        sa.select(
            Referral,
            sa.or_(may_see(actor, now), Referral.asked_by_id == actor.person_id),
        )
        .join(Referral.citizen)
        .where(Referral.opening_id == opening_id)
        .options(joinedload(Referral.citizen), joinedload(Referral.asked_by))
        .order_by(Referral.asked_at.desc(), Referral.id.desc())
    ).all()
    events = events_of(session, [referral.id for referral, _mine in rows])
    return [CitizenRow(one, events.get(one.id, []), mine) for one, mine in rows]


def of_citizen(session: Session, citizen_id: int) -> list[CitizenRow]:
    """What a citizen was asked about, the latest first: two statements. The caller has looked
    whether the citizen is the actor's to see."""
    referrals = session.scalars(
        sa.select(Referral)
        .where(Referral.citizen_id == citizen_id)
        .options(joinedload(Referral.opening), joinedload(Referral.asked_by))
        .order_by(Referral.asked_at.desc(), Referral.id.desc())
        .limit(50)
    ).all()
    events = events_of(session, [referral.id for referral in referrals])
    return [CitizenRow(one, events.get(one.id, []), True) for one in referrals]


def events_of(session: Session, referral_ids: list[int]) -> dict[int, list[ReferralEvent]]:
    """What came of these referrals, in the order it happened."""
    found: dict[int, list[ReferralEvent]] = {}
    for event in session.scalars(
        sa.select(ReferralEvent)
        .where(ReferralEvent.referral_id.in_(referral_ids))
        .order_by(ReferralEvent.at, ReferralEvent.id)
    ):
        found.setdefault(event.referral_id, []).append(event)
    return found


def referral(session: Session, actor: Actor, referral_id: int, now: datetime) -> Referral:
    """A referral of a citizen who is the actor's to see, or whom the actor has asked.

    Raises:
        NotFound: when there is none.
    """
    found = session.scalar(
        sa.select(Referral)
        .join(Referral.citizen)
        .where(
            Referral.id == referral_id,
            sa.or_(may_see(actor, now), Referral.asked_by_id == actor.person_id),
        )
        .options(joinedload(Referral.citizen))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Fitting:
    """A citizen who may fit an opening, and why."""

    citizen: Citizen
    km: float | None
    fit: Fit


def citizens_for(
    session: Session, actor: Actor, opening: Opening, areas: set[str], now: datetime
) -> list[Fitting]:
    """Citizens the actor may refer who wish for such work, the best fit first: one statement.

    Only those who let staff see their CV and have not been asked about it.
    """
    asked = sa.exists().where(Referral.opening_id == opening.id, Referral.citizen_id == Citizen.id)
    rows = session.execute(
        sa.select(Citizen, Cv)
        .join(Cv, Cv.citizen_id == Citizen.id)
        .where(
            may_find(actor, opening, now),
            _in_course(now),
            Cv.visible_to_staff,
            ~Citizen.is_hidden,
            ~asked,
            _wishes_for(opening),
        )
        .order_by(Cv.updated_at.desc(), Citizen.id)
        .limit(JUDGED)
    )
    found = []
    for citizen, cv in rows:
        km = km_between(citizen.postcode, opening.postcode)
        fit = fit_of(wishes_in(cv), Found(opening, km, Fit(0)), areas)
        if fit.is_wished:
            found.append(Fitting(citizen, km, fit))
    best = rules.by_fit([(one.fit, one.km, None, -one.citizen.id) for one in found])
    return [found[place] for place in best[:SHOWN]]


def _wishes_for(opening: Opening, cv: Any = Cv) -> Any:
    """SQL that keeps the CVs that may name the work; what they say is judged afterwards."""
    typed = [word for word, _part in rules.parts_of(opening.title) if word.isalnum()]
    short = [word for word in typed if len(word) < SHORTEST_INSIDE]
    words = [word for word in typed if len(word) >= SHORTEST_INSIDE]
    names = [name for name in opening.names.split("\n") if name]
    return sa.or_(
        cv.occupation_uris.overlap(opening.occupation_uris)
        if opening.occupation_uris
        else sa.false(),
        *(cv.wished_occupations.icontains(one, autoescape=True) for one in (*words, *names)),
        *(cv.wished_occupations.regexp_match(rf"\m{one}\M", flags="i") for one in short),
    )


def openings_for(session: Session, citizen_id: int, areas: set[str], now: datetime) -> list[Found]:
    """Open openings for a citizen, not suggested yet, the best fit first: two statements."""
    wishes, postcode = wishes_of(session, citizen_id)
    asked = sa.exists().where(Referral.opening_id == Opening.id, Referral.citizen_id == citizen_id)
    open_ones = session.scalars(
        sa.select(Opening).where(is_open(now), ~asked).order_by(Opening.id.desc()).limit(JUDGED)
    )
    found = []
    for one in open_ones:
        km = km_between(postcode, one.postcode)
        found.append(Found(one, km, fit_of(wishes, Found(one, km, Fit(0)), areas)))
    return by_fit(found)[: SHOWN // 2]
