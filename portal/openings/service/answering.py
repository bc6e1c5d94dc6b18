"""A citizen answers about an opening, explains a no, or asks to be sent on to one found alone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused, in_words
from portal.notifications import service as notifications
from portal.openings import queries, rules
from portal.openings.models import Opening, Referral
from portal.openings.refusals import AnswerRefusal
from portal.openings.service.events import note


def answer(
    session: Session,
    citizen_id: int,
    referral_id: int,
    *,
    answer: str,
    reason: str,
    now: datetime,
) -> Referral:
    """Take the citizen's answer. The reason is kept for a no only.

    Once the employer has been shown the citizen, the database holds on to the yes.

    Raises:
        NotFound: when the citizen was not asked.
        Refused: when it is too late to answer, or to change the answer.
    """
    referral = queries.own_referral(session, citizen_id, referral_id, lock=True)
    no = rules.why_not(
        answer,
        referral.answer,
        referral.answer_by,
        referral.opening.closed_at,
        now,
        referral.withdrawn_at,
    )
    if no is not None:
        raise Refused(AnswerRefusal[no.name])
    if referral.answer == answer:
        return referral
    with in_words(session, {"candidate_said_yes": AnswerRefusal.PRESENTED}):
        referral.answer = answer
        referral.answered_at = now
        referral.answer_reason = reason if answer == rules.NO else ""
        referral.why_not = None
    note(session, referral.id, answer, now=now)
    _audit(session, referral, "answer", now, answer=answer)
    session.flush()
    return referral


def explain(
    session: Session,
    citizen_id: int,
    referral_id: int,
    *,
    why_not: str | None,
    reason: str,
    now: datetime,
) -> Referral:
    """Keep why the citizen said no, for the job centre only.

    Raises:
        NotFound: when the citizen was not asked.
        Refused: when the answer is not a no.
    """
    referral = queries.own_referral(session, citizen_id, referral_id, lock=True)
    if referral.answer != rules.NO:
        raise Refused(AnswerRefusal.NOT_A_NO)
    if (referral.why_not, referral.answer_reason) != (why_not, reason):
        referral.why_not, referral.answer_reason = why_not, reason
        session.flush()
        _audit(session, referral, "explain", now)
    return referral


def ask_to_be_sent(
    session: Session,
    citizen_id: int,
    opening_id: int,
    *,
    consultant_id: int | None,
    now: datetime,
) -> Referral:
    """The citizen wants a business' job found by search: a yes without being asked.

    The consultant hears of it once. Who was asked about it already answers that question instead.

    Raises:
        NotFound: when there is no such opening to be found.
        Refused: when it is no longer open, or no business has asked us, or the citizen was asked
            and it is too late to answer.
    """
    opening = _to_be_sent_to(session, opening_id, now)
    if opening.source != "business" or consultant_id is None:
        raise Refused(AnswerRefusal.NOT_OURS)
    own = {"opening_id": opening_id, "citizen_id": citizen_id}
    notice = queries.notice(session, clock.local_date(now))
    made = session.scalar(
        insert(Referral)
        .on_conflict_do_nothing(constraint="referral_asked_once")
        .returning(Referral.id),
        own
        | {
            "origin": "citizen",
            "reason": "",
            "asked_at": now,
            "answer_by": rules.answer_by(now, notice),
        },
    )
    there = sa.select(Referral.id).filter_by(**own)
    referral_id = made or session.scalars(there).one()
    if made:
        note(session, made, "asked", now=now)
        _tell_consultant(session, consultant_id, opening, made, now)
    return answer(session, citizen_id, referral_id, answer=rules.YES, reason="", now=now)


def _tell_consultant(
    session: Session, consultant_id: int, opening: Opening, referral_id: int, now: datetime
) -> None:
    notifications.tell(
        session,
        event=f"referral:{referral_id}:self-found",
        kind="sent_on_asked",
        audience=Audience.STAFF,
        recipient_id=consultant_id,
        now=now,
        path=f"/personale/jobaabninger/{opening.id}",
        title=opening.title,
        employer=opening.employer,
    )


def _to_be_sent_to(session: Session, opening_id: int, now: datetime) -> Opening:
    """The opening, open and listed, which nobody closes meanwhile."""
    opening = session.scalar(
        sa.select(Opening)
        .where(Opening.id == opening_id, Opening.listed)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if opening is None:
        raise NotFound
    today = clock.local_date(now)
    if rules.standing(opening.closed_at, opening.apply_by, now, today) != rules.OPEN:
        raise Refused(AnswerRefusal.NO_LONGER_OPEN)
    return opening


def _audit(
    session: Session, referral: Referral, action: str, now: datetime, **details: str
) -> None:
    audit.record(
        session, Actor(Audience.CITIZEN, referral.citizen_id, ""), action, "referral", referral.id,
        now=now, citizen_id=referral.citizen_id, **details,
    )  # fmt: skip
