"""Citizens are asked about an opening in writing: why, and by when to answer."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.cv import queries as cv
from portal.notifications import service as notifications
from portal.openings import queries, rules
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.refusals import ReferralRefusal
from portal.openings.service.events import held, note

SUGGESTIONS_PATH = "/borger/jobforslag"


def ask(
    session: Session,
    opening_id: int,
    citizen_ids: Iterable[int],
    *,
    asked_by: Actor,
    reason: str,
    now: datetime,
    answer_by: datetime | None = None,
) -> list[Referral]:
    """Ask citizens whether they want the job, and tell them why and by when to answer.

    Without `answer_by` they have as long as the rule demands. Who has been asked about it before
    is not asked again. Returns the new questions.

    Raises:
        Refused: when the opening is not open, or the time to answer is not possible.
    """
    wanted = list(dict.fromkeys(citizen_ids))
    if not wanted:
        return []
    opening = _open_for_asking(session, opening_id, now)
    until = _deadline(session, opening, answer_by, now)
    common = {
        "opening_id": opening_id,
        "asked_by_id": asked_by.person_id,
        "reason": reason,
        "asked_at": now,
        "answer_by": until,
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
        _tell(session, opening, referral, asked_by, now)
    session.flush()
    return made


def _deadline(
    session: Session, opening: Opening, answer_by: datetime | None, now: datetime
) -> datetime:
    """Until when they can answer: the wanted moment where it is possible, else the rule's."""
    notice = queries.notice(session, clock.local_date(now))
    until = answer_by or rules.answer_by(now, notice)
    problem = rules.deadline_problem(now, until, notice, queries.job_until(opening))
    if problem is not None:
        raise Refused(ReferralRefusal[problem.name])
    return until


def _open_for_asking(session: Session, opening_id: int, now: datetime) -> Opening:
    """The opening, which nobody closes meanwhile."""
    opening = session.scalar(
        sa.select(Opening)
        .where(Opening.id == opening_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if opening is None:
        raise NotFound
    today = clock.local_date(now)
    if rules.standing(opening.closed_at, opening.apply_by, now, today) != rules.OPEN:
        raise Refused(ReferralRefusal.CLOSED)
    return opening


def _tell(
    session: Session, opening: Opening, referral: Referral, asked_by: Actor, now: datetime
) -> None:
    session.add(
        ReferralEvent(
            referral_id=referral.id,
            kind="asked",
            at=now,
            staff_id=asked_by.person_id,
            text=referral.reason,
        )
    )
    audit.record(
        session, asked_by, "ask", "referral", referral.id,
        now=now, citizen_id=referral.citizen_id, opening=opening.id,
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
        reason=referral.reason,
        answer_by=referral.answer_by,
    )


def refer(
    session: Session,
    staff: Actor,
    opening_id: int,
    citizen_id: int,
    *,
    reason: str,
    answer_by: datetime,
    now: datetime,
) -> Referral:
    """Ask one citizen about the opening. The very same again is the question already asked.

    The caller has seen that the citizen is the actor's to see.

    Raises:
        NotFound: when there is no such opening.
        Refused: when it is not open, the time to answer is not possible, the citizen was asked
            before, or has hidden the CV.
    """
    if not cv.head(session, citizen_id).visible_to_staff:
        raise Refused(ReferralRefusal.CV_HIDDEN)
    made = ask(
        session, opening_id, [citizen_id],
        asked_by=staff, reason=reason, now=now, answer_by=answer_by,
    )  # fmt: skip
    if made:
        return made[0]
    there = session.scalars(
        sa.select(Referral).where(
            Referral.opening_id == opening_id, Referral.citizen_id == citizen_id
        )
    ).one()
    if (there.asked_by_id, there.reason) != (staff.person_id, reason):
        raise Refused(ReferralRefusal.ALREADY)
    return there


def withdraw(session: Session, staff: Actor, referral_id: int, *, now: datetime) -> Referral:
    """Take back a question that is not answered yet, and tell the citizen. Twice is once.

    Raises:
        NotFound: when there is no such referral.
        Refused: when it is answered, or its time has run out.
    """
    referral = held(session, referral_id)
    if referral.withdrawn_at is not None:
        return referral
    if referral.answer is not None or referral.answer_by < now:
        raise Refused(ReferralRefusal.NOT_NOW)
    referral.withdrawn_at = now
    session.flush()
    note(session, referral_id, "withdrawn", now=now, staff_id=staff.person_id)
    audit.record(
        session, staff, "withdraw", "referral", referral_id,
        now=now, citizen_id=referral.citizen_id,
    )  # fmt: skip
    opening = session.get_one(Opening, referral.opening_id)
    notifications.drop(session, f"referral:{referral_id}:asked", now=now)
    notifications.tell(
        session,
        event=f"referral:{referral_id}:withdrawn",
        kind="referral_withdrawn",
        audience=Audience.CITIZEN,
        recipient_id=referral.citizen_id,
        now=now,
        path=SUGGESTIONS_PATH,
        title=opening.title,
        employer=opening.employer,
    )
    return referral
