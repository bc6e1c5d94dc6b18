"""Calendar addresses, and the talks one of them shows."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.booking.models import CalendarFeed, Participant, Talk
from portal.core.access import Actor, Audience

SHOWN_BEFORE = timedelta(days=30)
MOST_TALKS = 1000


def feed_of(session: Session, actor: Actor) -> CalendarFeed | None:
    """The person's address that works, or None."""
    whose = (
        CalendarFeed.citizen_id == actor.person_id
        if actor.audience is Audience.CITIZEN
        else CalendarFeed.staff_id == actor.person_id
    )
    return session.scalar(sa.select(CalendarFeed).where(whose, CalendarFeed.revoked_at.is_(None)))


def feed_named(session: Session, token_hash: bytes) -> CalendarFeed | None:
    """The address with this secret, or None when it does not work."""
    return session.scalar(
        sa.select(CalendarFeed).where(
            CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None)
        )
    )


def talks_of(session: Session, feed: CalendarFeed, now: datetime) -> list[Talk]:
    """The talks to come and of the last month, cancelled ones too, so that calendars drop them.

    A member of staff sees those of colleagues that they take part in too.
    A talk that was moved is left out: the one in its place has the same name in the calendar.
    """
    recent = sa.func.lower(Talk.during) > now - SHOWN_BEFORE
    whose = Talk.citizen_id == feed.citizen_id
    if feed.staff_id is not None:
        held = sa.select(Talk.id).where(Talk.caseworker_id == feed.staff_id, recent)
        joined = sa.select(Participant.talk_id).where(Participant.staff_id == feed.staff_id)
        whose = Talk.id.in_(held.union_all(joined))
    newer = orm.aliased(Talk)
    replaced = sa.exists().where(
        newer.calendar_uid == Talk.calendar_uid, newer.version > Talk.version
    )
    return list(
        session.scalars(
            sa.select(Talk)
            .where(whose, recent, ~replaced)
            .order_by(sa.func.lower(Talk.during))
            .limit(MOST_TALKS)
        )
    )
