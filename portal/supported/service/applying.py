"""A company applies for a place, asks for more time, or takes it back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import Business, ProductionUnit
from portal.core import clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.recruitment import queries as recruitment
from portal.recruitment.service import assigning
from portal.supported import queries
from portal.supported.models import SupportedApplication
from portal.supported.refusals import PlaceRefusal
from portal.supported.rules import Asked, Check, Stage, busiest, checks
from portal.supported.service import consent
from portal.supported.service.log import append, held, in_words, tell_business


@dataclass(frozen=True)
class Wish:
    """What a company applies for."""

    unit_id: int
    form: str
    sector: str
    title: str
    tasks: str
    starts_on: date
    ends_on: date
    hours_per_week: int
    ordinary_staff: int
    supervisor_name: str
    supervisor_phone: str
    representative_name: str
    representative_email: str


def problems(
    session: Session,
    wish: Wish,
    *,
    today: date | None,
    counted_from: date | None = None,
    but: int | None = None,
) -> list[Check]:
    """Every check of what is asked for, against what is approved in the unit in that time."""
    first, last = wish.starts_on, max(wish.starts_on, wish.ends_on)
    others = queries.others_at(session, wish.unit_id, first, last, but=but)
    partner = queries.free_agreement(session, wish.unit_id, first)
    asked = Asked(
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        counted_from=counted_from or wish.starts_on,
        hours=wish.hours_per_week,
        ordinary_staff=wish.ordinary_staff,
        others=busiest(others, first, last),
        partner_places=partner.agreement.places if partner else None,
        partner_taken=partner.most_taken(first, last) if partner else 0,
        partner_until=partner.agreement.ends_on if partner else None,
    )
    limits = queries.rulebook(session).on(wish.form, wish.sector, wish.starts_on)
    return checks(asked, limits, today)


def apply(
    session: Session,
    actor: Actor,
    wish: Wish,
    *,
    key: str,
    request_id: int | None = None,
    now: datetime,
) -> SupportedApplication:
    """Send an application; the representative gets a link, and the receipt goes to the company.

    The same key again is the same application.

    Raises:
        Refused: when the unit is another company's, or a check fails.
        NotFound: when the enquiry is not the company's own, or the person may not see it.
    """
    business = _own_business(session, actor, wish.unit_id)
    sent = _sent(session, actor, key)
    if sent is not None:
        return sent
    if request_id is not None:
        recruitment.own_request(session, business.id, request_id, now, actor.person_id)
    if not all(one.holds for one in problems(session, wish, today=clock.local_date(now))):
        raise Refused(PlaceRefusal.CHECKS)
    return _send(session, actor, business, wish, key=key, request_id=request_id, now=now)


def extend(
    session: Session, actor: Actor, application_id: int, until: date, *, key: str, now: datetime
) -> SupportedApplication:
    """Apply for more time of a place somebody has; all of it together is checked.

    Raises:
        NotFound: when there is no such application, or it is not theirs to see.
        Refused: when nobody has the place, something follows it already, or a check fails.
    """
    today = clock.local_date(now)
    before = queries.own_case(session, actor.person_id, application_id, today)
    sent = _sent(session, actor, key)
    if sent is not None:
        return sent
    held(session, application_id)
    one = before.application
    has_it = before.standing.stage in (Stage.COMING, Stage.RUNNING)
    if not has_it or before.extended_by is not None or before.event("ended"):
        raise Refused(PlaceRefusal.NOT_EXTENDABLE)
    if extension_problems(session, one, until):
        raise Refused(PlaceRefusal.CHECKS)
    wish = _longer(one, until)
    business = session.get_one(Business, one.business_id)
    return _send(session, actor, business, wish, key=key, extends=one, now=now)


def wish_of(one: SupportedApplication) -> Wish:
    """What an application asks for."""
    return Wish(**{name: getattr(one, name) for name in Wish.__dataclass_fields__})


def take_back(session: Session, actor: Actor, application_id: int, *, now: datetime) -> None:
    """Take an application back that nobody has decided. Twice is the same as once.

    Raises:
        NotFound: when there is none, or it is not theirs to see.
        Refused: when it is decided.
    """
    found = queries.own_case(session, actor.person_id, application_id, clock.local_date(now))
    if found.standing.stage is Stage.WITHDRAWN:
        return
    if not found.standing.is_open:
        raise Refused(PlaceRefusal.NOT_OPEN)
    with in_words(session):
        append(session, application_id, "withdrawn", now=now, actor=actor)


def _own_business(session: Session, actor: Actor, unit_id: int) -> Business:
    business = session.scalar(
        sa.select(Business)
        .join(ProductionUnit, ProductionUnit.business_id == Business.id)
        .where(Business.id == actor.business_id, ProductionUnit.id == unit_id)
    )
    if business is None:
        raise Refused(PlaceRefusal.UNIT)
    return business


def _sent(session: Session, actor: Actor, key: str) -> SupportedApplication | None:
    return session.scalar(
        sa.select(SupportedApplication).where(
            SupportedApplication.created_by_id == actor.person_id, SupportedApplication.key == key
        )
    )


def _send(
    session: Session,
    actor: Actor,
    business: Business,
    wish: Wish,
    *,
    key: str,
    request_id: int | None = None,
    extends: SupportedApplication | None = None,
    now: datetime,
) -> SupportedApplication:
    consultant, _why = assigning.choose(session, business, now)
    partner = queries.free_agreement(session, wish.unit_id, wish.starts_on)
    made = SupportedApplication(
        **{name: getattr(wish, name) for name in Wish.__dataclass_fields__},
        business_id=business.id,
        created_by_id=actor.person_id,
        request_id=request_id if extends is None else extends.request_id,
        extends_id=extends.id if extends else None,
        counted_from=extends.counted_from if extends else wish.starts_on,
        agreement_id=partner.agreement.id if partner else None,
        consultant_id=consultant.id,
        key=key,
    )
    with in_words(session):
        session.add(made)
        session.flush()
        append(session, made.id, "sent", now=now, actor=actor)
    consent.ask(session, made, business.name, now)
    tell_business(session, made, "supported_received", now, who=made.representative_name)
    return made


def check_again(session: Session, one: SupportedApplication) -> list[Check]:
    """The checks of an application as things are now; its start may have gone by."""
    return problems(session, wish_of(one), today=None, counted_from=one.counted_from, but=one.id)


def unit_held(session: Session, unit_id: int) -> None:
    """Hold the unit until the transaction ends: the ratio is counted by one at a time.

    Raises:
        NotFound: when there is none.
    """
    if (
        session.scalar(
            sa.select(ProductionUnit.id)
            .where(ProductionUnit.id == unit_id)
            .with_for_update(key_share=True)
        )
        is None
    ):
        raise NotFound


def extension_problems(session: Session, one: SupportedApplication, until: date) -> list[Check]:
    """What stands in the way of a place going on until that day."""
    found = problems(
        session, _longer(one, until), today=None, counted_from=one.counted_from, but=one.id
    )
    return [check for check in found if not check.holds]


def _longer(one: SupportedApplication, until: date) -> Wish:
    return replace(wish_of(one), starts_on=one.ends_on + timedelta(days=1), ends_on=until)
