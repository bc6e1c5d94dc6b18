"""What those who take part in a talk are told. Never the citizen's name, nor what it is about.

Colleagues read the rest behind their sign-in, guests behind their own signed link.
"""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import queries
from portal.booking.calendar_file import calendar_file
from portal.booking.models import Participant, Talk
from portal.booking.service import messages
from portal.booking.service.links import link_path
from portal.core.access import Audience
from portal.core.i18n import force_locale
from portal.notifications import service as notifications
from portal.settings import Settings

TALKS_PATH = "/personale/samtaler"


def invited(session: Session, talk: Talk, person: Participant, now: datetime) -> None:
    """Ask a guest to come, or tell a colleague that their time is taken; and tell the citizen."""
    _tell(session, talk, person, "added" if person.is_colleague else "invited", now)
    citizen = session.get_one(Citizen, talk.citizen_id)
    event = f"talk:{talk.id}:joined:{person.id}"
    messages.tell(session, talk, citizen, "talk_joined", event, now, who=who(person))


def moved(session: Session, talk: Talk, person: Participant, now: datetime) -> None:
    """The talk has another time; a guest is asked again whether they come."""
    _tell_anew(session, talk, person, "moved", now)


def cancelled(session: Session, talk: Talk, now: datetime) -> None:
    """There is no talk; who had said no need not hear of it."""
    for person in queries.participants_of(session, talk.id):
        if person.status != "declined":
            _tell_anew(session, talk, person, "cancelled", now)


def removed(session: Session, talk: Talk, person: Participant, now: datetime) -> None:
    """They no longer take part; their calendars drop the talk."""
    _tell_anew(session, talk, person, "removed", now)


def answered(session: Session, talk: Talk, person: Participant, now: datetime) -> None:
    """Tell the caseworker that a guest can't come, or can after all."""
    event = f"answer:{person.id}:{talk.id}:{person.answers}"
    tell_caseworker(session, talk, person, f"participant_{person.status}", event, now)


def left(session: Session, talk: Talk, person: Participant, now: datetime) -> None:
    """Tell the caseworker that a colleague can't take part after all."""
    event = f"answer:{person.id}:{talk.id}:left"
    tell_caseworker(session, talk, person, "colleague_left", event, now)


def tell_caseworker(
    session: Session, talk: Talk, person: Participant, kind: str, event: str, now: datetime
) -> None:
    """Tell whoever holds the talk something about one who takes part."""
    notifications.tell(
        session,
        event=event,
        kind=kind,
        audience=Audience.STAFF,
        recipient_id=talk.caseworker_id,
        now=now,
        path=f"{TALKS_PATH}/{talk.id}",
        starts=talk.starts,
        who=who(person),
    )


def who(person: Participant) -> str:
    """The name, and where the person comes from."""
    return ", ".join(part for part in (person.name, person.organisation) if part)


def _tell_anew(session: Session, talk: Talk, person: Participant, what: str, now: datetime) -> None:
    """Take back what is still unsent and no longer true, and say what is."""
    notifications.drop(session, f"participant:{person.id}:", now=now)
    _tell(session, talk, person, what, now)


def _tell(session: Session, talk: Talk, person: Participant, what: str, now: datetime) -> None:
    place = messages.place_of(session, talk)
    values: dict[str, Any] = {
        "event": f"participant:{person.id}:{what}:{talk.id}:{talk.version}",
        "now": now,
        "starts": talk.starts,
        "caseworker": session.get_one(Staff, talk.caseworker_id).name,
        "channel": talk.channel,
        "place": place,
    }
    gone = what in ("cancelled", "removed")
    if person.staff_id is not None:
        path = f"{TALKS_PATH}/{talk.id}/deltager"
        notifications.tell(
            session,
            kind=f"colleague_{what}",
            audience=Audience.STAFF,
            recipient_id=person.staff_id,
            path=path,
            attachment=_calendar(talk, place, path, "da", now, gone),
            **values,
        )
        return
    path = link_path(person)
    notifications.tell_guest(
        session,
        kind=f"participant_{what}",
        guest_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        path="" if gone else path,
        attachment=_calendar(talk, place, path, person.language, now, gone),
        **values,
    )


def _calendar(talk: Talk, place: str, path: str, language: str, now: datetime, gone: bool) -> bytes:
    settings: Settings = current_app.extensions["portal.settings"]
    link = settings.base_url + path
    with force_locale(language):
        return calendar_file(
            talk, place=place, link=link, now=now, organizer=settings.email, gone=gone
        )
