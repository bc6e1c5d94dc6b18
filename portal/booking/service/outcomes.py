"""What came of a talk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import queries, rules
from portal.booking.models import Talk
from portal.booking.refusals import BookingRefusal, refusal_for
from portal.booking.service import duties, failures, messages
from portal.booking.service.access import talk_of_staff
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.plan import service as plan

OUTCOMES = ("held", "citizen_absent", "centre_absent", "technical_trouble")
MOST_STEPS = 3


@dataclass(frozen=True)
class Step:
    """A next step agreed in a talk: what, whose it is ('citizen', 'caseworker'), by when."""

    title: str
    owner: str
    due_on: date | None


def record_outcome(
    session: Session,
    talk_id: int,
    outcome: str,
    *,
    actor: Actor,
    now: datetime,
    steps: Sequence[Step] = (),
) -> Talk:
    """Say that a talk was held, or who did not come. Saying the same again changes nothing.

    After a held talk the next duty is made by the rule, and what was agreed becomes tasks in the
    plan. When the office did not come, it apologises and the deadline stands still; otherwise the
    duty is open again with fair notice. Only the talk's caseworker and the lead of that team may
    say it.

    Raises:
        Refused: when the talk has not begun, is cancelled, has another outcome, or more than
            three steps were agreed.
        NotFound: when there is no such talk, or it is not the actor's.
    """
    assert outcome in OUTCOMES
    talk = talk_of_staff(session, talk_id, actor, now)
    if len(steps) > MOST_STEPS:
        raise Refused(BookingRefusal.TOO_MANY_STEPS)
    if talk.status != outcome:
        no = rules.why_no_outcome(talk.status, talk.starts, now)
        if no is not None:
            raise Refused(refusal_for(no))
        _record(session, talk, outcome, actor, now)
    for step in steps if outcome == "held" else ():
        task = plan.add_task(
            session,
            talk.citizen_id,
            title=step.title,
            owner=step.owner,
            due_on=step.due_on,
            actor=actor,
            now=now,
        )
        task.talk_id = talk.id
    session.flush()
    return talk


def _record(session: Session, talk: Talk, outcome: str, actor: Actor, now: datetime) -> None:
    talk.status, talk.outcome_at, talk.outcome_by_id = outcome, now, actor.person_id
    talk.version += 1
    _settle_duty(session, talk, now)
    if outcome == "centre_absent":
        citizen = session.get_one(Citizen, talk.citizen_id)
        messages.missed_by_centre(session, talk, citizen, now)
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


def _settle_duty(session: Session, talk: Talk, now: datetime) -> None:
    if talk.status == "centre_absent":
        failures.make_good(session, talk, "centre_absent", now)
        return
    citizen, obligation = session.get_one(Citizen, talk.citizen_id), talk.obligation
    book = queries.rule_book(session, clock.local_date(now))
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
    session: Session,
    actor: Actor,
    citizen_ids: Collection[int],
    *,
    now: datetime,
    action: str = "read",
) -> None:
    """Write down that staff have looked at the talks of these citizens."""
    for citizen_id in sorted(citizen_ids):
        audit.record(session, actor, action, "talk", now=now, citizen_id=citizen_id)
    session.flush()
