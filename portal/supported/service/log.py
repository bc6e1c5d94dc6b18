"""The log of an application, and who is told of it."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, errors
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refusal
from portal.notifications import service as notifications
from portal.supported.models import SupportedApplication, SupportedEvent
from portal.supported.refusals import AgreementRefusal, PlaceRefusal

MEANING: dict[str, Refusal] = {
    "supported_application_unit_is_own": PlaceRefusal.UNIT,
    "supported_application_within_rule": PlaceRefusal.TOO_LONG,
    "supported_application_goes_on": PlaceRefusal.NOT_EXTENDABLE,
    "supported_event_representative_answers_once": PlaceRefusal.ANSWERED,
    "supported_event_decided_once": PlaceRefusal.NOT_OPEN,
    "supported_event_ended_once": PlaceRefusal.NOT_OPEN,
    "placement_one_at_a_time": PlaceRefusal.BUSY,
    "placement_partner_has_place": PlaceRefusal.PARTNER_FULL,
    "placement_pkey": PlaceRefusal.TAKEN,
    "partner_agreement_one_at_a_time": AgreementRefusal.OVERLAPS,
    "partner_agreement_keeps_places": AgreementRefusal.IN_USE,
    "partner_agreement_places": AgreementRefusal.PLACES,
    "partner_agreement_ends_after_start": AgreementRefusal.DATES,
}


def in_words(session: Session) -> AbstractContextManager[None]:
    """Let this room's constraints refuse in words, and undo what was begun inside.

    Raises:
        Refused: when one of them refuses.
    """
    return errors.in_words(session, MEANING)


def held(session: Session, application_id: int) -> SupportedApplication:
    """The application, held until the transaction ends: one decision at a time.

    Raises:
        NotFound: when there is none.
    """
    found = session.scalar(
        sa.select(SupportedApplication)
        .where(SupportedApplication.id == application_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound
    return found


def append(
    session: Session,
    application_id: int,
    kind: str,
    *,
    now: datetime,
    actor: Actor | None,
    text: str = "",
    on_day: date | None = None,
    citizen_id: int | None = None,
) -> SupportedEvent:
    """Add one line to the log and one to the audit trail."""
    event = SupportedEvent(
        application_id=application_id,
        kind=kind,
        at=now,
        staff_id=_person(actor, Audience.STAFF),
        business_user_id=_person(actor, Audience.BUSINESS),
        text=text,
        on_day=on_day,
    )
    session.add(event)
    audit.record(
        session,
        actor,
        kind,
        "supported_application",
        application_id,
        now=now,
        citizen_id=citizen_id,
    )
    session.flush()
    return event


def _person(actor: Actor | None, audience: Audience) -> int | None:
    return actor.person_id if actor is not None and actor.audience is audience else None


def tell_business(
    session: Session, one: SupportedApplication, kind: str, now: datetime, **values: Any
) -> None:
    """Tell whoever sent the application."""
    notifications.tell(
        session,
        event=f"supported:{one.id}:{kind}",
        kind=kind,
        audience=Audience.BUSINESS,
        recipient_id=one.created_by_id,
        now=now,
        path=f"/virksomhed/praktik-og-tilskud/{one.id}",
        title=one.title,
        **values,
    )


def tell_staff(
    session: Session,
    one: SupportedApplication,
    staff_id: int,
    kind: str,
    now: datetime,
    **values: Any,
) -> None:
    """Tell a member of staff."""
    notifications.tell(
        session,
        event=f"supported:{one.id}:{kind}",
        kind=kind,
        audience=Audience.STAFF,
        recipient_id=staff_id,
        now=now,
        path=f"/personale/praktik-og-tilskud/{one.id}",
        title=one.title,
        **values,
    )
