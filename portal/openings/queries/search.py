"""Jobs a citizen finds alone: by words, occupation and filters, in the order of the CV's wishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.errors import NotFound
from portal.cv.models import Cv
from portal.cv.rules import lines
from portal.openings import rules
from portal.openings.models import Opening, Referral, SavedOpening
from portal.openings.queries.places import km_between
from portal.openings.rules import Fit, Job, Wishes

PER_PAGE = 10
# So many of those that match are judged; of more, those entered last.
JUDGED = 1000
# Below this likeness of letter triples a word is no misspelling but another word.
LIKE_ENOUGH = 0.5
# What the job is called, in small letters without Danish ones.
CALLED: Any = sa.func.lower(Opening.title + " " + Opening.names)
for _letter, _plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
    CALLED = sa.func.replace(CALLED, _letter, _plain)
HOURS = {"full": (35, 60), "part": (15, 34), "few": (1, 14)}


@dataclass(frozen=True)
class Search:
    """What is looked for; what is empty does not matter."""

    words: str = ""
    occupation: str = ""
    """The address of a concept."""
    hours: str = ""
    """A key of HOURS."""
    area: str = ""
    within_km: int | None = None

    @property
    def is_empty(self) -> bool:
        """True when everything is looked for."""
        return self == Search()


@dataclass(frozen=True)
class Found:
    """An opening, how far away it is, and why it may be one for the citizen."""

    opening: Opening
    km: float | None
    fit: Fit


@dataclass(frozen=True)
class Listing:
    """A page of what was found, the best fit first."""

    found: list[Found]
    total: int
    number: int
    guessed: bool = False
    """True when nothing has the words as typed, and words like them were taken instead."""

    @property
    def pages(self) -> int:
        """How many pages there are; nothing found is one."""
        return max(1, -(-self.total // PER_PAGE))


def wishes_of(session: Session, citizen_id: int) -> tuple[Wishes, str]:
    """What the citizen wishes for, from the CV, and the citizen's own postcode: one statement."""
    cv, postcode = session.execute(
        sa.select(Cv, Citizen.postcode)
        .select_from(Citizen)
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(Citizen.id == citizen_id)
    ).one()
    return (wishes_in(cv) if cv else Wishes()), postcode


def wishes_in(cv: Cv) -> Wishes:
    """The wishes that stand in a CV."""
    return Wishes(
        frozenset(cv.occupation_uris),
        lines(cv.wished_occupations),
        lines(cv.competences),
        cv.hours_per_week,
        cv.max_distance_km,
    )


def listing(
    session: Session,
    citizen_id: int,
    search: Search,
    areas: Iterable[str],
    now: datetime,
    number: int = 1,
) -> Listing:
    """The open, listed openings that match, the best fit first: two statements, or three."""
    wishes, postcode = wishes_of(session, citizen_id)
    matching = _matching(session, search, now, [_says(search.words)])
    guessed = False
    if not matching and rules.parts_of(search.words):
        matching = _matching(session, search, now, [_says_like(search.words)])
        guessed = bool(matching)
    found = [Found(one, km_between(postcode, one.postcode), Fit(0)) for one in matching]
    if search.within_km is not None:
        found = [one for one in found if one.km is not None and one.km <= search.within_km]
    short = set(areas)
    ranked = by_fit([Found(one.opening, one.km, fit_of(wishes, one, short)) for one in found])
    number = min(max(number, 1), Listing([], len(ranked), 1).pages)
    shown = ranked[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Listing(shown, len(ranked), number, guessed)


def by_fit(found: list[Found]) -> list[Found]:
    """The best fit first, then the nearest, the first to end, the newest."""
    order = rules.by_fit([(one.fit, one.km, one.opening.apply_by, one.opening.id) for one in found])
    return [found[place] for place in order]


def fit_of(wishes: Wishes, one: Found, areas: set[str]) -> Fit:
    """How an opening fits the wishes."""
    opening = one.opening
    return rules.judge(
        wishes,
        Job(
            frozenset(opening.occupation_uris),
            f" {rules.fold(f'{opening.title} {opening.names}')} ",
            opening.searched,
            opening.hours_per_week,
            one.km,
            opening.area in areas,
        ),
    )


def is_open(now: datetime) -> Any:
    """SQL for what is neither closed nor past its last day."""
    today: date = clock.local_date(now)
    return sa.and_(
        sa.or_(Opening.closed_at.is_(None), Opening.closed_at > now),
        sa.or_(Opening.apply_by.is_(None), Opening.apply_by >= today),
    )


def _matching(
    session: Session, search: Search, now: datetime, conditions: list[Any]
) -> list[Opening]:
    wanted = [Opening.listed, is_open(now), *conditions]
    if search.occupation:
        wanted.append(Opening.occupation_uris.contains([search.occupation]))
    if search.hours in HOURS:
        wanted.append(Opening.hours_per_week.between(*HOURS[search.hours]))
    if search.area:
        wanted.append(Opening.area == search.area)
    return list(
        session.scalars(
            sa.select(Opening)
            .where(*wanted)
            .options(defer(Opening.words))
            .order_by(Opening.id.desc())
            .limit(JUDGED)
        )
    )


def _says(typed: str) -> Any:
    """SQL for what has each word: in another form by the Danish dictionary, as a beginning of
    a word, or anywhere in a word of what the job is called."""
    return sa.and_(
        sa.true(),
        *(
            sa.or_(
                Opening.words.op("@@")(sa.func.plainto_tsquery("danish", word)),
                Opening.searched.contains(f" {part.lstrip()}", autoescape=True),
                CALLED.contains(part, autoescape=True),
            )
            for word, part in rules.parts_of(typed)
        ),
    )


def _says_like(typed: str) -> Any:
    """SQL for what has words like each of those typed."""
    return sa.and_(
        sa.true(),
        *(
            sa.func.word_similarity(part.strip(), Opening.searched) > LIKE_ENOUGH
            for _word, part in rules.parts_of(typed)
        ),
    )


def visible_opening(session: Session, citizen_id: int, opening_id: int) -> Opening:
    """An opening the citizen may see: listed, saved, or one the citizen was asked about.

    Raises:
        NotFound: when there is none.
    """
    mine = (
        sa.select(model)
        .where(model.opening_id == Opening.id, model.citizen_id == citizen_id)
        .exists()
        for model in (Referral, SavedOpening)
    )
    opening = session.scalar(
        sa.select(Opening).where(Opening.id == opening_id, sa.or_(Opening.listed, *mine))
    )
    if opening is None:
        raise NotFound
    return opening


def saved(session: Session, citizen_id: int) -> list[Opening]:
    """What the citizen has saved, the first to end first."""
    return list(
        session.scalars(
            sa.select(Opening)
            .join(SavedOpening, SavedOpening.opening_id == Opening.id)
            .where(SavedOpening.citizen_id == citizen_id)
            .order_by(
                Opening.closed_at.is_not(None),
                Opening.apply_by.asc().nulls_last(),
                SavedOpening.saved_at,
            )
            .limit(100)
        )
    )
