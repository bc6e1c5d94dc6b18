"""The read side: who is to be asked, and what is known of them before they are."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from portal.core import clock
from portal.privacy.queries.restrictions import not_restricted
from portal.surveys.models import Invitation, OptOut, Wave
from portal.surveys.rules import Person


def on_course(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes a citizen one with a contact course on `day`."""
    ended = sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on >= day)
    return (Citizen.course_started_on <= day, ended)


def not_yet_asked(session: Session, wave: Wave, now: datetime) -> list[Person]:
    """The citizens with a running course who are not in `wave` and have not opted out."""
    asked = (
        sa.select(sa.func.max(Invitation.invited_at))
        .where(Invitation.citizen_id == Citizen.id)
        .correlate(Citizen)
        .scalar_subquery()
    )
    talked = (
        sa.select(sa.func.max(sa.func.lower(Talk.during)))
        .where(Talk.citizen_id == Citizen.id, *_over(now))
        .correlate(Citizen)
        .scalar_subquery()
    )
    found = session.execute(
        sa.select(Citizen.id, asked, talked).where(
            *on_course(clock.local_date(now)),
            ~sa.exists().where(Invitation.wave_id == wave.id, Invitation.citizen_id == Citizen.id),
            ~sa.exists().where(OptOut.citizen_id == Citizen.id),
            not_restricted(Citizen.id),
        )
    )
    return [
        Person(
            one,
            clock.local_date(last_asked) if last_asked else None,
            clock.local_date(last_talk) if last_talk else None,
        )
        for one, last_asked, last_talk in found
    ]


def open_invitation(
    session: Session, citizen_id: int, now: datetime
) -> tuple[uuid.UUID, datetime] | None:
    """The id and the end of the citizen's newest invitation, while its link works.

    None for who does not want to be asked. Whether the link was used is not looked at.
    """
    row = session.execute(
        sa.select(Invitation.id, Invitation.expires_at)
        .where(
            Invitation.citizen_id == citizen_id,
            Invitation.invited_at <= now,
            Invitation.expires_at > now,
            ~sa.exists().where(OptOut.citizen_id == citizen_id),
        )
        .order_by(Invitation.invited_at.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def _over(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Talks whose time has passed, whatever came of them."""
    return (sa.func.lower(Talk.during) < now,)


def last_talks(
    session: Session, citizen_ids: Iterable[int], now: datetime
) -> dict[int, tuple[str, str]]:
    """Of each citizen's latest talk: with the own or another caseworker, and the channel."""
    found = session.execute(
        sa.select(Talk.citizen_id, Talk.caseworker_id == Citizen.caseworker_id, Talk.channel)
        .join(Citizen, Citizen.id == Talk.citizen_id)
        .where(Talk.citizen_id.in_(list(citizen_ids)), *_over(now))
        .ext(distinct_on(Talk.citizen_id))
        .order_by(Talk.citizen_id, sa.func.lower(Talk.during).desc(), Talk.id.desc())
    )
    return {one: ("own" if own else "other", channel) for one, own, channel in found}
