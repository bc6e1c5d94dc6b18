"""What a citizen was asked about, and what was answered."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.core.errors import NotFound
from portal.openings.models import LoggedOpening, Opening, Referral, SavedOpening

# How many answered suggestions a citizen's page shows.
SHOWN = 30


def asked(session: Session, opening_id: int) -> list[Referral]:
    """Everybody who was asked about the opening, in the order they were asked."""
    return list(
        session.scalars(
            sa.select(Referral)
            .where(Referral.opening_id == opening_id)
            .options(joinedload(Referral.citizen))
            .order_by(Referral.asked_at, Referral.id)
        )
    )


def willing(session: Session, opening_id: int) -> list[Referral]:
    """Those who said yes: the only ones an employer may be shown."""
    return [referral for referral in asked(session, opening_id) if referral.answer == "yes"]


def waiting_for_answer(session: Session, citizen_id: int, now: datetime) -> list[Referral]:
    """What the citizen can still answer, the first to run out first."""
    return list(
        session.scalars(
            _of_citizen(citizen_id)
            .where(
                Referral.answer.is_(None),
                Referral.withdrawn_at.is_(None),
                Referral.answer_by >= now,
                sa.or_(Opening.closed_at.is_(None), Opening.closed_at > now),
            )
            .order_by(Referral.answer_by, Referral.id)
        )
    )


def earlier(session: Session, citizen_id: int, now: datetime) -> list[Referral]:
    """What the citizen has answered, or let pass, the latest first."""
    return list(
        session.scalars(
            _of_citizen(citizen_id)
            .where(
                sa.or_(
                    Referral.answer.is_not(None),
                    Referral.withdrawn_at.is_not(None),
                    Referral.answer_by < now,
                    Opening.closed_at <= now,
                )
            )
            .order_by(Referral.asked_at.desc(), Referral.id.desc())
            .limit(SHOWN)
        )
    )


def _of_citizen(citizen_id: int) -> sa.Select[Referral]:
    return (
        sa.select(Referral)
        .join(Referral.opening)
        .where(Referral.citizen_id == citizen_id)
        .options(joinedload(Referral.opening))
    )


def own_referral(
    session: Session, citizen_id: int, referral_id: int, *, lock: bool = False
) -> Referral:
    """One question the citizen was asked; with `lock` no other transaction changes it meanwhile.

    Then the opening can't be closed meanwhile either.

    Raises:
        NotFound: when there is none, or another citizen was asked.
    """
    own = sa.and_(Referral.id == referral_id, Referral.citizen_id == citizen_id)
    wanted = sa.select(Referral).where(own).options(joinedload(Referral.opening))
    if lock:
        of_own = sa.select(Referral.opening_id).where(own).scalar_subquery()
        session.execute(
            sa.select(Opening.id).where(Opening.id == of_own).with_for_update(read=True)
        )
        wanted = wanted.with_for_update(of=Referral).execution_options(populate_existing=True)
    referral = session.scalar(wanted)
    if referral is None:
        raise NotFound
    return referral


@dataclass(frozen=True)
class Kept:
    """What a citizen has done with openings: saved, written in the job log, answered."""

    saved: frozenset[int]
    logged: frozenset[int]
    referrals: dict[int, Referral]
    """By opening: what the citizen was asked, or asked for."""


def kept(session: Session, citizen_id: int, opening_ids: list[int]) -> Kept:
    """What the citizen has done with these openings: two statements."""
    marks = session.execute(
        sa.select(sa.literal("saved"), SavedOpening.opening_id)
        .where(SavedOpening.citizen_id == citizen_id, SavedOpening.opening_id.in_(opening_ids))
        .union_all(
            sa.select(sa.literal("logged"), LoggedOpening.opening_id).where(
                LoggedOpening.citizen_id == citizen_id, LoggedOpening.opening_id.in_(opening_ids)
            )
        )
    ).all()
    referrals = session.scalars(
        sa.select(Referral).where(
            Referral.citizen_id == citizen_id, Referral.opening_id.in_(opening_ids)
        )
    )
    return Kept(
        frozenset(number for kind, number in marks if kind == "saved"),
        frozenset(number for kind, number in marks if kind == "logged"),
        {referral.opening_id: referral for referral in referrals},
    )
