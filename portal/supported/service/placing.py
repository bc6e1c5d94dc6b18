"""Who has the place, what they say of it, and that it ends early."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Citizen
from portal.caseload.queries import citizen_of
from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.supported import queries
from portal.supported.models import Placement, SupportedApplication
from portal.supported.refusals import PlaceRefusal
from portal.supported.rules import Stage
from portal.supported.service.log import append, held, in_words, tell_business, tell_staff

CITIZENS_PAGE = "/borger/praktik-og-tilskud"
BACK = timedelta(days=31)


def place(
    session: Session, application_id: int, citizen_id: int, *, actor: Actor, now: datetime
) -> Placement:
    """Give an approved place to a citizen of the actor's own team; all are told.

    Raises:
        NotFound: when there is no such application, or the citizen is not theirs to see.
        Refused: when it is not approved, somebody has it, the citizen is elsewhere in that time,
            or the partner company is full.
    """
    person = citizen_of(session, actor, citizen_id, now)
    one = held(session, application_id)
    found = queries.case(session, application_id, clock.local_date(now))
    if found.placement is not None:
        raise Refused(PlaceRefusal.TAKEN)
    if found.standing.stage is not Stage.APPROVED:
        raise Refused(PlaceRefusal.NO_PLACE)
    return give(session, one, person, actor=actor, now=now)


def give(
    session: Session, one: SupportedApplication, person: Citizen, *, actor: Actor, now: datetime
) -> Placement:
    """Write down who has the place, and tell the citizen and the company.

    Raises:
        Refused: when the database finds them elsewhere, or the partner company full.
    """
    made = Placement(
        application_id=one.id,
        citizen_id=person.id,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        chosen_by_id=actor.person_id,
        chosen_at=now,
    )
    with in_words(session):
        session.add(made)
        session.flush()
        append(session, one.id, "placed", now=now, actor=actor, citizen_id=person.id)
    _tell_citizen(session, one, person.id, "supported_yours", now, by=one.starts_on)
    tell_business(session, one, "supported_placed", now, who=person.name_in_notices)
    return made


def end(
    session: Session,
    application_id: int,
    last: date,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """A place ends before its time, or does not begin; all are told.

    Raises:
        NotFound: when there is no such application.
        Refused: when it is not approved or has ended, or the day is impossible.
    """
    today = clock.local_date(now)
    one = held(session, application_id)
    found = queries.case(session, application_id, today)
    if found.standing.stage not in (Stage.APPROVED, Stage.COMING, Stage.RUNNING):
        raise Refused(PlaceRefusal.NOT_OPEN)
    if last > one.ends_on:
        raise Refused(PlaceRefusal.BAD_END)
    if last < today - BACK:
        raise Refused(PlaceRefusal.END_PAST)
    placed = found.placement
    with in_words(session):
        if placed is not None:
            placed.called_off = last < one.starts_on
            placed.ends_on = max(last, one.starts_on)
        append(
            session,
            one.id,
            "ended",
            now=now,
            actor=actor,
            text=reason,
            on_day=last,
            citizen_id=placed.citizen_id if placed else None,
        )
    if placed is not None:
        _tell_citizen(session, one, placed.citizen_id, "supported_ended", now, by=last)
    tell_business(session, one, "supported_ended_business", now, by=last, reason=reason)


def say(
    session: Session, actor: Actor, application_id: int, text: str, *, now: datetime
) -> Placement:
    """What the citizen thinks of the place; the caseworker is told, the company never.

    Nothing at all takes back what was said before.

    Raises:
        NotFound: when it is not the citizen's place.
    """
    placed = session.scalar(
        sa.select(Placement)
        .where(Placement.application_id == application_id, Placement.citizen_id == actor.person_id)
        .options(joinedload(Placement.citizen), joinedload(Placement.application))
        .with_for_update(of=Placement)
    )
    if placed is None:
        raise NotFound
    if placed.said == text:
        return placed
    placed.said, placed.said_at = text, now if text else None
    audit.record(
        session, actor, "say", "placement", application_id, now=now, citizen_id=actor.person_id
    )
    session.flush()
    if not text:
        return placed
    tell_staff(
        session,
        placed.application,
        placed.citizen.caseworker_id,
        "supported_said",
        now,
        who=placed.citizen.name_in_notices,
    )
    return placed


def note_look(
    session: Session, actor: Actor, application_id: int, citizen_id: int, *, now: datetime
) -> None:
    """Write down that somebody has seen who has a place."""
    audit.record(
        session, actor, "read", "placement", application_id, now=now, citizen_id=citizen_id
    )


def _tell_citizen(
    session: Session,
    one: SupportedApplication,
    citizen_id: int,
    kind: str,
    now: datetime,
    by: date,
) -> None:
    notifications.tell(
        session,
        event=f"supported:{one.id}:{kind}",
        kind=kind,
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path=CITIZENS_PAGE,
        title=one.title,
        by=by,
    )
