"""What came of a referral, as lines that are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.openings.models import Referral, ReferralEvent


def note(
    session: Session,
    referral_id: int,
    kind: str,
    *,
    now: datetime,
    staff_id: int | None = None,
    business_user_id: int | None = None,
    code: str = "",
    text: str = "",
) -> None:
    """Add that `kind` has happened; what comes once by its nature is added once,
    and once more after the citizen had stepped back.

    Answers are noted as often as they change. The caller has seen that it is possible, and holds
    the referral.
    """
    if kind not in ("yes", "applied", "no"):
        own = ReferralEvent.referral_id == referral_id
        stepped_back = sa.select(sa.func.coalesce(sa.func.max(ReferralEvent.id), 0)).where(
            own, ReferralEvent.kind == "withdrew"
        )
        there = sa.exists().where(
            own, ReferralEvent.kind == kind, ReferralEvent.id > stepped_back.scalar_subquery()
        )
        if session.scalar(sa.select(there)):
            return
    session.add(
        ReferralEvent(
            referral_id=referral_id,
            kind=kind,
            at=now,
            staff_id=staff_id,
            business_user_id=business_user_id,
            code=code,
            text=text,
        )
    )
    session.flush()


def held(session: Session, referral_id: int) -> Referral:
    """The referral, which no other transaction changes until the end of this one.

    Raises:
        NotFound: when there is none.
    """
    referral = session.scalar(
        sa.select(Referral)
        .where(Referral.id == referral_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if referral is None:
        raise NotFound
    return referral


def mark_unanswered(session: Session, now: datetime) -> int:
    """Note of each referral whose time ran out that there was no answer; returns how many.

    One that somebody else is working on at this moment waits for the next time.
    """
    late = sa.and_(
        Referral.answer.is_(None), Referral.withdrawn_at.is_(None), Referral.answer_by < now
    )
    noted = sa.exists().where(
        ReferralEvent.referral_id == Referral.id, ReferralEvent.kind == "no_answer"
    )
    rows = session.execute(
        sa.select(Referral.id, Referral.answer_by)
        .where(late, ~noted)
        .order_by(Referral.id)
        .with_for_update(skip_locked=True)
    ).all()
    session.add_all(
        ReferralEvent(referral_id=referral_id, kind="no_answer", at=answer_by)
        for referral_id, answer_by in rows
    )
    session.flush()
    return len(rows)
