"""What people are told about a talk. Each change has an event of its own, named after its version.

Mails carry the talk for the calendar. Whether a talk is still as told is asked at sending.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import rules
from portal.booking.calendar_file import calendar_file
from portal.booking.models import Purpose, Resource, Talk
from portal.booking.rules import Terms
from portal.core.access import Audience
from portal.core.i18n import force_locale
from portal.notifications import checks
from portal.notifications import service as notifications
from portal.settings import Settings

TALKS_PATH = "/borger/samtaler"


def confirm(
    session: Session,
    talk: Talk,
    citizen: Citizen,
    terms: Terms,
    now: datetime,
    kind: str = "talk_confirmed",
) -> None:
    """Confirm a new or moved talk now, or summon to it, and remind of it in time."""
    tell(session, talk, citizen, kind, f"{_name(talk)}:confirmed", now)
    remind(session, talk, citizen, terms, now)


def remind(session: Session, talk: Talk, citizen: Citizen, terms: Terms, now: datetime) -> None:
    """Queue a reminder for each of the rule's times that still helps."""
    for before in terms.remind_before:
        due_at = rules.remind_at(talk.starts, before, now)
        if due_at is not None:
            event = f"{_name(talk)}:reminder:{before // timedelta(hours=1)}"
            tell(session, talk, citizen, "talk_reminder", event, now, due_at=due_at)


def withdraw_reminders(session: Session, talk: Talk, now: datetime) -> None:
    """Nobody is reminded of a talk that has been moved or cancelled."""
    notifications.drop(session, f"{_name(talk)}:reminder:", now=now)


def cancelled(session: Session, talk: Talk, citizen: Citizen, now: datetime) -> None:
    """Confirm to the citizen that the talk is cancelled."""
    tell(session, talk, citizen, "talk_cancelled", f"{_name(talk)}:cancelled", now)


def cancelled_by_centre(session: Session, talk: Talk, citizen: Citizen, now: datetime) -> None:
    """Apologise that the office has cancelled."""
    tell(session, talk, citizen, "talk_cancelled_by_centre", f"{_name(talk)}:cancelled", now)


def missed_by_centre(session: Session, talk: Talk, citizen: Citizen, now: datetime) -> None:
    """Apologise that the office did not come."""
    tell(session, talk, citizen, "talk_missed_by_centre", f"{_name(talk)}:missed", now)


def handed_over(
    session: Session, talk: Talk, citizen: Citizen, previous: Staff, terms: Terms, now: datetime
) -> None:
    """The talk is with somebody else now; reminders name the new one."""
    withdraw_reminders(session, talk, now)
    event = f"{_name(talk)}:handed_over:{talk.version}"
    tell(session, talk, citizen, "talk_handed_over", event, now, previous=previous.name)
    # Reminders of the former caseworker were taken back, so these need a name of their own.
    for before in terms.remind_before:
        due_at = rules.remind_at(talk.starts, before, now)
        if due_at is not None:
            event = f"{_name(talk)}:reminder:{before // timedelta(hours=1)}:v{talk.version}"
            tell(session, talk, citizen, "talk_reminder", event, now, due_at=due_at)


def tell(
    session: Session,
    talk: Talk,
    citizen: Citizen,
    kind: str,
    event: str,
    now: datetime,
    *,
    due_at: datetime | None = None,
    **more: Any,
) -> None:
    """Tell the citizen something about a talk, with the talk for their calendar."""
    caseworker = session.get_one(Staff, talk.caseworker_id)
    place = place_of(session, talk)
    purpose = session.get_one(Purpose, talk.purpose_code).text(citizen.language)
    notifications.tell(
        session,
        event=event,
        kind=kind,
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        due_at=due_at,
        path=f"{TALKS_PATH}/{talk.id}/kvittering",
        attachment=_calendar(talk, place, citizen.language, now),
        still_true=f"talk:{talk.id}:{talk.version}" if talk.status == "booked" else "",
        starts=talk.starts,
        caseworker=caseworker.name,
        purpose=purpose,
        channel=talk.channel,
        place=place,
        **more,
    )


def place_of(session: Session, talk: Talk) -> str:
    """Where to go: the workplace, the room and the address, or the video line's address.

    Nothing for a call, and for video where the line has no address.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    if talk.place:
        return talk.place
    room = session.get(Resource, talk.resource_id) if talk.resource_id else None
    if talk.channel == "video" and room is not None:
        return room.directions.replace("{nr}", str(talk.resource_unit))
    if talk.channel != "in_person":
        return ""
    parts = [settings.address, room.name if room else "", room.directions if room else ""]
    return ", ".join(part for part in parts if part)


def _calendar(talk: Talk, place: str, language: str, now: datetime) -> bytes:
    settings: Settings = current_app.extensions["portal.settings"]
    link = f"{settings.base_url}{TALKS_PATH}/{talk.id}/kvittering"
    with force_locale(language):
        return calendar_file(talk, place=place, link=link, now=now, organizer=settings.email)


def _name(talk: Talk) -> str:
    # Named after the talk: it is only ever moved by a new one.
    return f"talk:{talk.id}"


def _is_as_told(session: Session, rest: list[str]) -> bool:
    """The fact 'talk:<id>:<version>': booked, and not changed since."""
    talk_id, version = map(int, rest)
    found = sa.exists().where(Talk.id == talk_id, Talk.version == version, Talk.status == "booked")
    return bool(session.scalar(sa.select(found)))


checks.register("talk", _is_as_told)
