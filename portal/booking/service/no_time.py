"""Somebody can't find a time: what was shown is kept, the deadline stops, the office answers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, rules
from portal.booking.models import NoTimeFound
from portal.booking.service import duties
from portal.core import audit, calendar, clock, policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.notifications import service as notifications


def answer_by(session: Session, citizen_id: int, now: datetime) -> date:
    """The day by which the office answers, if the citizen asks now."""
    terms = queries.terms_for(session, citizen_id, now)
    today = clock.local_date(now)
    work = calendar.load(session, today)
    return rules.working_days_later(today, terms.answer_within_days, work.is_open)


def ask(
    session: Session,
    citizen_id: int,
    *,
    channel: str | None,
    window: tuple[date, date],
    wish: str,
    actor: Actor | None,
    now: datetime,
) -> NoTimeFound:
    """Keep what the citizen was shown, stop the deadline, and promise an answer by a day.

    What was shown is computed here, not taken from the form. Asking again changes nothing.

    Raises:
        NotFound: when there is no such citizen.
    """
    session.execute(sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update())
    waiting = queries.waiting_for_time(session, citizen_id)
    if waiting is not None:
        return waiting
    planner = queries.planner(session, citizen_id, now, channel=channel)
    slots = planner.slots(*window)
    asked = NoTimeFound(
        citizen_id=citizen_id,
        obligation_id=planner.obligation.id if planner.obligation else None,
        asked_at=now,
        window_from=window[0],
        window_to=window[1],
        times_shown=len(slots),
        shown=[slot.starts.isoformat() for slot in slots],
        wish=wish,
        answer_by=answer_by(session, citizen_id, now),
    )
    session.add(asked)
    if planner.obligation is not None:
        duties.stop(planner.obligation, "no_time_found", now)
    session.flush()
    _tell(session, planner.citizen, asked, now)
    audit.record(session, actor, "ask", "no_time_found", asked.id, now=now, citizen_id=citizen_id)
    return asked


def _tell(session: Session, citizen: Citizen, asked: NoTimeFound, now: datetime) -> None:
    event = f"no_time:{asked.id}:received"
    notifications.tell(
        session,
        event=event,
        kind="no_time_received",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path="/borger/samtaler",
        answer_by=asked.answer_by,
    )
    leads = session.scalars(
        sa.select(Staff.id).where(
            Staff.team_id == citizen.caseworker.team_id,
            Staff.active,
            sa.or_(Staff.role.in_(policy.LEAD_TEAM.values), Staff.id == citizen.caseworker_id),
        )
    )
    for staff_id in leads:
        notifications.tell(
            session,
            event=event,
            kind="no_time_to_answer",
            audience=Audience.STAFF,
            recipient_id=staff_id,
            now=now,
            path="/personale/samtaler/ingen-tid",
            answer_by=asked.answer_by,
        )


def answer(
    session: Session, asked_id: int, words: str, *, actor: Actor, now: datetime
) -> NoTimeFound:
    """Answer a citizen who found no time; the deadline runs again with fair notice.

    Answering again changes nothing.

    Raises:
        NotFound: when there is none, or the citizen is not of the actor's team.
    """
    asked = session.scalar(
        sa.select(NoTimeFound)
        .join(NoTimeFound.citizen)
        .join(Citizen.caseworker)
        .options(orm.contains_eager(NoTimeFound.citizen))
        .where(NoTimeFound.id == asked_id, Staff.team_id == actor.team_id)
        .with_for_update(of=NoTimeFound)
        .execution_options(populate_existing=True)
    )
    if asked is None:
        raise NotFound
    if asked.answered_at is not None:
        return asked
    asked.answered_at, asked.answered_by_id, asked.answer = now, actor.person_id, words
    duties.run_again(session, asked.obligation_id, "no_time_found", now)
    session.flush()
    notifications.tell(
        session,
        event=f"no_time:{asked.id}:answered",
        kind="no_time_answered",
        audience=Audience.CITIZEN,
        recipient_id=asked.citizen_id,
        now=now,
        path="/borger/samtaler",
        answer=words,
    )
    audit.record(
        session, actor, "answer", "no_time_found", asked.id, now=now, citizen_id=asked.citizen_id
    )
    return asked
