"""Use case: somebody wants to be called, and a team lead calls.

Apart from every answer: another form, another transaction, and the name is what they give.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.core import audit, calendar, clock, policy
from portal.core.access import Actor, Audience
from portal.core.crypto import signer
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.surveys import queries
from portal.surveys.models import CallWish
from portal.surveys.refusals import SurveyRefusal

PURPOSE = "survey call"
PAGE_LASTS = 2 * 60 * 60


@dataclass(frozen=True)
class Wish:
    """Who wants to be called, as they say themselves."""

    name: str
    phone: str
    about: str
    language: str


def ticket() -> str:
    """What the thanks page carries, so that sending it twice is one wish. It names nobody."""
    made = signer(PURPOSE).dumps(uuid.uuid4().hex)
    return made.decode() if isinstance(made, bytes) else made


def wish(session: Session, given: str, said: Wish, *, now: datetime) -> date:
    """Note the wish and tell the team leads; returns the day by which somebody calls.

    Raises:
        Refused: when the page is too old, or there are more wishes than anybody could answer.
    """
    try:
        wish_id = uuid.UUID(hex=signer(PURPOSE).loads(given, max_age=PAGE_LASTS))
    except (BadData, ValueError, TypeError, AttributeError):
        raise Refused(SurveyRefusal.PAGE_TOO_OLD) from None
    today = clock.local_date(now)
    numbers = queries.numbers(session, today)
    known = session.scalar(sa.select(CallWish.due_on).where(CallWish.id == wish_id))
    if known is not None:
        return known
    received = sa.select(sa.func.count()).where(CallWish.received_on == today)
    if (session.scalar(received) or 0) >= numbers.call_most_a_day:
        raise Refused(SurveyRefusal.TOO_MANY_CALLS)
    by = due_on(session, today)
    made = session.execute(
        insert(CallWish)
        .values(
            id=wish_id,
            name=said.name,
            phone=said.phone,
            about=said.about,
            language=said.language,
            received_on=today,
            due_on=by,
        )
        .on_conflict_do_nothing()
        .returning(CallWish.id)
    ).one_or_none()
    if made:
        _tell_leads(session, wish_id, by, now)
    return by


def due_on(session: Session, received: date) -> date:
    """The last day on which somebody who wrote on `received` is called, by days we are open."""
    number = queries.numbers(session, received).call_working_days
    open_days = calendar.load(session, received)
    found = received
    for _ in range(366):
        if number <= 0:
            break
        found += timedelta(days=1)
        number -= open_days.is_open(found)
    return found


def called(session: Session, wish_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """A team lead has called. Said twice, the first counts.

    Raises:
        NotFound: when there is no such wish.
    """
    found = session.get(CallWish, wish_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.called_on is None:
        found.called_on, found.called_by_id = clock.local_date(now), actor.person_id
        audit.record(session, actor, "call_back", "call_wish", wish_id, now=now)
    session.flush()


def note_look(session: Session, *, actor: Actor, number: int, now: datetime) -> None:
    """Write down that somebody has read the list of wishes."""
    audit.record(session, actor, "read", "call_wishes", now=now, shown=number)


def _tell_leads(session: Session, wish_id: uuid.UUID, by: date, now: datetime) -> None:
    leads = session.scalars(
        sa.select(Staff.id)
        .join(Team, Team.id == Staff.team_id)
        .where(Staff.active, Staff.role.in_(policy.LEAD_TEAM.values), Team.serves == "citizens")
        .order_by(Staff.id)
    )
    for lead in leads:
        notifications.tell(
            session,
            event=f"survey_call:{wish_id}",
            kind="call_wished",
            audience=Audience.STAFF,
            recipient_id=lead,
            now=now,
            path="/personale/undersoegelse/ring-op",
            due_on=by,
        )
