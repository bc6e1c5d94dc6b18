"""What people are told about a talk. Each change has an event of its own, named after its version.

Mails carry the talk for the calendar. Whether a talk is still as told is asked at sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    news = [_Telling(kind, f"{_name(talk)}:confirmed")]
    _tell(session, talk, citizen, [*news, *_reminders(talk, terms, now)], now)


def remind(session: Session, talk: Talk, citizen: Citizen, terms: Terms, now: datetime) -> None:
    """Queue a reminder for each of the rule's times that still helps."""
    _tell(session, talk, citizen, _reminders(talk, terms, now), now)


@dataclass(frozen=True)
class _Telling:
    """One thing to say about a talk."""

    kind: str
    event: str
    due_at: datetime | None = None
    values: dict[str, Any] = field(default_factory=dict)


def _reminders(talk: Talk, terms: Terms, now: datetime, version: str = "") -> list[_Telling]:
    wanted = [(before, rules.remind_at(talk.starts, before, now)) for before in terms.remind_before]
    name = f"{_name(talk)}:reminder"
    return [
        _Telling("talk_reminder", f"{name}:{before // timedelta(hours=1)}{version}", due_at)
        for before, due_at in wanted
        if due_at is not None
    ]


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
    handed = _Telling("talk_handed_over", event, values={"previous": previous.name})
    # Reminders of the former caseworker were taken back, so these need a name of their own.
    reminders = _reminders(talk, terms, now, f":v{talk.version}")
    _tell(session, talk, citizen, [handed, *reminders], now)


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
    _tell(session, talk, citizen, [_Telling(kind, event, due_at, more)], now)


def _tell(
    session: Session,
    talk: Talk,
    citizen: Citizen,
    tellings: Sequence[_Telling],
    now: datetime,
) -> None:
    if not tellings:
        return
    place = place_of(session, talk)
    facts = {
        "starts": talk.starts,
        "caseworker": session.get_one(Staff, talk.caseworker_id).name,
        "purpose": session.get_one(Purpose, talk.purpose_code).text(citizen.language),
        "channel": talk.channel,
        "place": place,
    }
    attachment = _calendar(talk, place, citizen.language, now)
    news = [
        notifications.News(
            event=telling.event,
            kind=telling.kind,
            due_at=telling.due_at,
            path=f"{TALKS_PATH}/{talk.id}/kvittering",
            attachment=attachment,
            still_true=f"talk:{talk.id}:{talk.version}" if talk.status == "booked" else "",
            values=facts | telling.values,
        )
        for telling in tellings
    ]
    notifications.tell_all(
        session, news, audience=Audience.CITIZEN, recipient_id=citizen.id, now=now
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
