"""The citizens of one's own team, found by name; and the place a citizen has now."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.businesses.models import Business
from portal.caseload.queries import is_own
from portal.core.access import Actor
from portal.supported.models import Placement, SupportedApplication

SHORTEST = 2
MOST_FOUND = 20


def citizens_named(session: Session, staff: Actor, name: str) -> Sequence[Citizen]:
    """Citizens of the staff's own caseload or team whose name has `name` in it, by name."""
    if len(name) < SHORTEST:
        return []
    return session.scalars(
        sa.select(Citizen)
        .where(
            Citizen.real_name.icontains(name, autoescape=True),
            ~Citizen.is_hidden,
            Citizen.course_ended_on.is_(None),
            is_own(staff),
        )
        .order_by(Citizen.name_sort, Citizen.id)
        .limit(MOST_FOUND)
    ).all()


class PlaceNow(NamedTuple):
    """The place a citizen has, or has next."""

    title: str
    company: str
    starts_on: date
    ends_on: date


def place_now(session: Session, citizen_id: int, today: date) -> PlaceNow | None:
    """The citizen's place that is not over, the first first; None when there is none."""
    row = session.execute(
        sa.select(SupportedApplication.title, Business.name, Placement.starts_on, Placement.ends_on)
        .join(SupportedApplication, SupportedApplication.id == Placement.application_id)
        .join(Business, Business.id == SupportedApplication.business_id)
        .where(
            Placement.citizen_id == citizen_id, ~Placement.called_off, Placement.ends_on >= today
        )
        .order_by(Placement.starts_on)
        .limit(1)
    ).one_or_none()
    return PlaceNow(*row) if row else None
