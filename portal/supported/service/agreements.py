"""Agreements with partner companies."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import ProductionUnit
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.supported.models import (
    FEWEST_PLACES,
    MOST_PLACES,
    PartnerAgreement,
    Placement,
    SupportedApplication,
)
from portal.supported.refusals import AgreementRefusal
from portal.supported.service.log import in_words

LONGEST = timedelta(days=3 * 366)


def make_agreement(
    session: Session,
    business_id: int,
    unit_id: int,
    *,
    places: int,
    starts_on: date,
    ends_on: date,
    tasks: str,
    actor: Actor,
    now: datetime,
) -> PartnerAgreement:
    """Make a production unit a partner company for a time.

    Raises:
        NotFound: when the unit is not that company's.
        Refused: when the places or days are impossible, or it has an agreement in that time.
    """
    unit = session.get(ProductionUnit, unit_id)
    if unit is None or unit.business_id != business_id:
        raise NotFound
    if not FEWEST_PLACES <= places <= MOST_PLACES:
        raise Refused(AgreementRefusal.PLACES)
    if not starts_on <= ends_on <= starts_on + LONGEST:
        raise Refused(AgreementRefusal.DATES)
    made = PartnerAgreement(
        business_id=business_id,
        unit_id=unit_id,
        places=places,
        starts_on=starts_on,
        ends_on=ends_on,
        tasks=tasks,
        made_by_id=actor.person_id,
        made_at=now,
    )
    with in_words(session):
        session.add(made)
        session.flush()
    audit.record(session, actor, "make", "partner_agreement", made.id, now=now)
    session.flush()
    return made


def end_agreement(
    session: Session, agreement_id: int, *, actor: Actor, now: datetime
) -> date | None:
    """End an agreement with today, or take back one that has not begun; its last day, or None.

    Ending what ends today changes nothing.

    Raises:
        NotFound: when there is none.
        Refused: when it is over, or somebody has a place there later.
    """
    today = clock.local_date(now)
    one = session.scalar(
        sa.select(PartnerAgreement)
        .where(PartnerAgreement.id == agreement_id)
        .with_for_update(key_share=True)
    )
    if one is None:
        raise NotFound
    if one.ends_on < today:
        raise Refused(AgreementRefusal.OVER)
    if one.starts_on > today:
        _take_back(session, one, actor, now)
        return None
    if one.ends_on > today:
        with in_words(session):
            one.ends_on = today
        audit.record(session, actor, "end", "partner_agreement", one.id, now=now)
        session.flush()
    return one.ends_on


def _take_back(session: Session, one: PartnerAgreement, actor: Actor, now: datetime) -> None:
    """It never begins: what was applied for meanwhile is no longer one of its places."""
    its = SupportedApplication.agreement_id == one.id
    has_place = (
        sa.select(Placement.application_id)
        .join(SupportedApplication, SupportedApplication.id == Placement.application_id)
        .where(its, ~Placement.called_off)
    )
    if session.scalar(sa.select(has_place.exists())):
        raise Refused(AgreementRefusal.IN_USE)
    session.execute(sa.update(SupportedApplication).where(its).values(agreement_id=None))
    session.delete(one)
    audit.record(session, actor, "take_back", "partner_agreement", one.id, now=now)
    session.flush()
