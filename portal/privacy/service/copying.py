"""Use case: a copy of everything about me, ordered as any long file is."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen
from portal.caseload import queries as caseload
from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.core.i18n import force_locale
from portal.core.pdf import PdfUnavailable
from portal.exports import kinds
from portal.exports import service as exports
from portal.privacy import gathering, publishing
from portal.privacy.queries.periods import periods
from portal.settings import Settings

KIND = "own_data"
PLACES = {Audience.CITIZEN: "/borger/mine-data", Audience.BUSINESS: "/virksomhed/mine-data"}


def ask(session: Session, actor: Actor, language: str, *, now: datetime) -> None:
    """Begin a copy for the actor. While one is being made, asking again changes nothing."""
    exports.order(session, actor, kinds.known(KIND), "", {}, language, now=now)


def written(
    session: Session,
    settings: Settings,
    audience: Audience,
    person_id: int,
    gathered: list[gathering.Gathered],
    *,
    now: datetime,
) -> tuple[bytes, bytes | None]:
    """The copy as JSON and as PDF, in the person's language; no PDF where none can be made."""
    name, language = _person(session, audience, person_id)
    contact = settings.dpo_email
    about = publishing.About(name, settings.municipality, contact, now)
    today = clock.local_date(now)
    names = gathering.names(session, gathered, who_looked=_who_looked(session, today))
    with force_locale(language):
        as_json = publishing.as_json(gathered, about, names)
        try:
            kept = periods(session, today)
            return as_json, publishing.as_pdf(gathered, about, names, kept)
        except PdfUnavailable:
            return as_json, None


def _who_looked(session: Session, day: date) -> bool:
    """Whether the names of those who looked are shown: as on the page about it."""
    try:
        return caseload.rule(session, day).names_shown
    except NotFound:
        return False


def export(
    session: Session, settings: Settings, citizen_id: int, *, now: datetime
) -> tuple[bytes, bytes | None]:
    """Everything about a citizen at once, for the operator's command. It is noted."""
    audience = Audience.CITIZEN
    gathered = [
        gathering.gather(session, settings, audience, citizen_id, key)
        for key in gathering.parts_of(audience)
    ]
    audit.record(session, None, "export", "citizen", citizen_id, now=now, citizen_id=citizen_id)
    return written(session, settings, audience, citizen_id, gathered, now=now)


def _person(session: Session, audience: Audience, person_id: int) -> tuple[str, str]:
    if audience is Audience.CITIZEN:
        row = session.execute(
            sa.select(Citizen.real_name, Citizen.language).where(Citizen.id == person_id)
        ).one()
        return row.real_name, row.language
    name = session.scalar(sa.select(BusinessUser.name).where(BusinessUser.id == person_id))
    return name or "", "da"
