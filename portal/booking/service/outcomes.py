"""What came of a talk."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import rules
from portal.booking.models import Talk
from portal.booking.queries import rule_book
from portal.booking.refusals import refusal_for
from portal.booking.service import duties
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.core.errors import NotFound, Refused

OUTCOMES = ("held", "citizen_absent", "centre_absent", "technical_trouble")


def record_outcome(
    session: Session, talk_id: int, outcome: str, *, actor: Actor, now: datetime
) -> Talk:
    """Say that a talk was held, or who did not come. Saying the same again changes nothing.

    After a held talk the next duty is made by the rule; after another the duty is open again,
    with fair notice. Only the talk's caseworker and the lead of that team may say it.

    Raises:
        Refused: when the talk has not begun, is cancelled, or has another outcome.
        NotFound: when there is no such talk, or it is not the actor's.
    """
    assert outcome in OUTCOMES
    talk = session.scalar(
        sa.select(Talk)
        .where(Talk.id == talk_id)
        .options(orm.selectinload(Talk.obligation), orm.selectinload(Talk.caseworker))
        .with_for_update(of=Talk)
        .execution_options(populate_existing=True)
    )
    if talk is None or not _may_record(talk, actor):
        raise NotFound
    if talk.status == outcome:
        return talk
    no = rules.why_no_outcome(talk.status, talk.starts, now)
    if no is not None:
        raise Refused(refusal_for(no))
    talk.status, talk.outcome_at, talk.outcome_by_id = outcome, now, actor.person_id
    talk.version += 1
    _settle_duty(session, talk, now)
    audit.record(
        session,
        actor,
        "record_outcome",
        "talk",
        talk.id,
        now=now,
        citizen_id=talk.citizen_id,
        outcome=outcome,
    )
    session.flush()
    return talk


def _may_record(talk: Talk, actor: Actor) -> bool:
    if actor.audience is not Audience.STAFF:
        return False
    own = talk.caseworker_id == actor.person_id
    return own or (actor.role is Role.TEAM_LEAD and talk.caseworker.team_id == actor.team_id)


def _settle_duty(session: Session, talk: Talk, now: datetime) -> None:
    citizen = session.get_one(Citizen, talk.citizen_id)
    book = rule_book(session, clock.local_date(now))
    obligation = talk.obligation
    if talk.status != "held":
        if obligation is not None:
            duties.reopen(session, obligation, book.terms(citizen, talk.kind), now)
        return
    if obligation is not None:
        obligation.status = "held"
        session.flush()
    if not duties.has_outstanding(session, citizen.id):
        duties.make_next(session, citizen, book, clock.local_date(talk.starts), now)


def note_look(
    session: Session, actor: Actor, citizen_ids: Collection[int], *, now: datetime
) -> None:
    """Write down that staff have looked at the talks of these citizens."""
    for citizen_id in sorted(citizen_ids):
        audit.record(session, actor, "read", "talk", now=now, citizen_id=citizen_id)
    session.flush()
