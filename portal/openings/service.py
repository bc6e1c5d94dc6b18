"""Use cases: open an opening, ask citizens about it, take their answer, close it."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import Refusal, Refused, constraint_of
from portal.notifications import service as notifications
from portal.openings import queries, rules
from portal.openings.models import Opening, Referral

SUGGESTIONS_PATH = "/borger/jobforslag"


class AnswerRefusal(Refusal):
    """Why a citizen's answer is not taken."""

    TOO_LATE = _l(
        "The time to answer has passed, so nothing was changed. Call us if you still want the job."
    )
    CLOSED = _l("The job is no longer open, so nothing was changed.")
    PRESENTED = _l(
        "The employer has already been told about you, so the answer can't be changed here."
        " Call us, and we will tell the employer."
    )


_REFUSALS = {
    rules.No.TOO_LATE: AnswerRefusal.TOO_LATE,
    rules.No.CLOSED: AnswerRefusal.CLOSED,
}


def open_opening(
    session: Session,
    *,
    title: str,
    employer: str,
    place: str,
    postcode: str,
    positions: int,
    hours_per_week: int,
    tasks: str,
    requirements: str,
    starts_on: date,
    now: datetime,
) -> Opening:
    """Make a vacancy that citizens can be asked about."""
    opening = Opening(
        title=title,
        employer=employer,
        place=place,
        postcode=postcode,
        positions=positions,
        hours_per_week=hours_per_week,
        tasks=tasks,
        requirements=requirements,
        starts_on=starts_on,
        created_at=now,
    )
    session.add(opening)
    session.flush()
    return opening


def ask(
    session: Session,
    opening_id: int,
    citizen_ids: Iterable[int],
    *,
    asked_by: Actor,
    reason: str,
    now: datetime,
) -> list[Referral]:
    """Ask citizens whether they want the job, and tell them why and by when to answer.

    Who has been asked about it before is not asked again. Returns the new questions.
    """
    wanted = list(dict.fromkeys(citizen_ids))
    if not wanted:
        return []
    opening = session.get_one(Opening, opening_id)
    common = {
        "opening_id": opening_id,
        "asked_by_id": asked_by.person_id,
        "reason": reason,
        "asked_at": now,
        "answer_by": rules.answer_by(now),
    }
    made = list(
        session.scalars(
            insert(Referral)
            .on_conflict_do_nothing(constraint="referral_asked_once")
            .returning(Referral),
            [common | {"citizen_id": citizen_id} for citizen_id in wanted],
        )
    )
    for referral in made:
        audit.record(
            session, asked_by, "ask", "referral", referral.id,
            now=now, citizen_id=referral.citizen_id, opening=opening_id,
        )  # fmt: skip
        notifications.tell(
            session,
            event=f"referral:{referral.id}:asked",
            kind="referral_asked",
            audience=Audience.CITIZEN,
            recipient_id=referral.citizen_id,
            now=now,
            path=SUGGESTIONS_PATH,
            title=opening.title,
            employer=opening.employer,
            answer_by=referral.answer_by,
        )
    session.flush()
    return made


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
    no = rules.why_not(answer, referral.answer, referral.answer_by, referral.opening.closed_at, now)
    if no is not None:
        raise Refused(_REFUSALS[no])
    if referral.answer == answer:
        return referral
    try:
        with session.begin_nested():
            referral.answer = answer
            referral.answered_at = now
            referral.answer_reason = reason if answer == rules.NO else ""
            session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "candidate_said_yes":
            raise Refused(AnswerRefusal.PRESENTED) from error
        raise
    citizen = Actor(Audience.CITIZEN, citizen_id, "")
    audit.record(
        session, citizen, "answer", "referral", referral.id,
        now=now, citizen_id=citizen_id, answer=answer,
    )  # fmt: skip
    session.flush()
    return referral


def close(session: Session, opening_id: int, *, now: datetime) -> None:
    """Take no more answers about the opening."""
    session.execute(
        sa.update(Opening)
        .where(Opening.id == opening_id, Opening.closed_at.is_(None))
        .values(closed_at=now)
    )
