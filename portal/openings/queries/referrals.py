"""Who was asked about an opening, or what a citizen was asked about, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.openings.models import Referral, ReferralEvent
from portal.openings.queries.whose import may_see


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
