"""Use case: how a citizen is reached, and what a talk with them must take into account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.notifications import rerouting
from portal.notifications.models import ContactPreference
from portal.notifications.queries import DEFAULT_CHAIN


@dataclass(frozen=True)
class Contact:
    """Addresses, the channel that is tried first, languages, and needs."""

    email: str | None
    phone: str | None
    first: str
    language: str
    talk_language: str
    needs: tuple[str, ...]


def contact_of(session: Session, citizen_id: int) -> Contact:
    """How the citizen is reached today.

    Raises:
        NotFound: when there is no such citizen.
    """
    citizen = session.get(Citizen, citizen_id)
    if citizen is None:
        raise NotFound
    wanted = session.get(ContactPreference, citizen_id)
    return Contact(
        citizen.email,
        citizen.phone,
        wanted.channels[0] if wanted else DEFAULT_CHAIN[0],
        citizen.language,
        citizen.talk_language,
        tuple(citizen.needs),
    )


def change(
    session: Session, citizen_id: int, contact: Contact, *, actor: Actor, now: datetime
) -> None:
    """Store how the citizen is reached from now on; what has not reached them follows.

    Raises:
        NotFound: when there is no such citizen.
    """
    citizen = session.get(Citizen, citizen_id, with_for_update=True)
    if citizen is None:
        raise NotFound
    citizen.email, citizen.phone = contact.email, contact.phone
    citizen.language, citizen.talk_language = contact.language, contact.talk_language
    citizen.needs = list(contact.needs)
    chain = [contact.first, *(channel for channel in DEFAULT_CHAIN if channel != contact.first)]
    session.merge(ContactPreference(citizen_id=citizen_id, channels=chain, changed_at=now))
    audit.record(session, actor, "change", "contact", citizen_id, now=now, citizen_id=citizen_id)
    rerouting.resend_to_new_address(session, citizen_id, now=now)


def note_look(session: Session, citizen_id: int, *, actor: Actor, now: datetime) -> None:
    """Write down that staff have read what a citizen was told."""
    audit.record(session, actor, "read", "messages", citizen_id, now=now, citizen_id=citizen_id)
