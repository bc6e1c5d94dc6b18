"""Who might fit an opening, and which openings might fit a citizen."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core.access import Actor
from portal.cv.models import Cv
from portal.openings import rules
from portal.openings.models import Opening, Referral
from portal.openings.queries.places import km_between
from portal.openings.queries.search import Found, by_fit, fit_of, is_open, wishes_in, wishes_of
from portal.openings.queries.whose import in_course, may_find, wishes_for
from portal.openings.rules import Fit

# How many CVs are judged one by one for an opening, and how many of them are shown.
JUDGED, SHOWN = 500, 20


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
            in_course(now),
            Cv.visible_to_staff,
            ~Citizen.is_hidden,
            ~asked,
            wishes_for(opening),
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
