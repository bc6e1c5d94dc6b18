"""Use case: a copy of everything about me, made by the worker, to be fetched for some days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen
from portal.caseload import queries as caseload
from portal.core import audit, clock, jobs
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.core.i18n import force_locale
from portal.core.pdf import PdfUnavailable
from portal.notifications import service as notifications
from portal.privacy import gathering, publishing
from portal.privacy.models import DataCopy
from portal.privacy.queries.periods import periods
from portal.settings import Settings

MAKE = "privacy.make_copy"
COLUMNS = {Audience.CITIZEN: "citizen_id", Audience.BUSINESS: "business_user_id"}
PLACES = {Audience.CITIZEN: "/borger/mine-data", Audience.BUSINESS: "/virksomhed/mine-data"}
# A copy that was not made in this time is begun anew when it is asked for again.
PATIENCE = timedelta(hours=1)


def ask(session: Session, actor: Actor, *, now: datetime) -> None:
    """Begin a copy for the actor. While one is being made, asking again changes nothing."""
    column = COLUMNS[actor.audience]
    mine = getattr(DataCopy, column) == actor.person_id
    session.execute(
        sa.update(DataCopy)
        .where(mine, DataCopy.made_at.is_(None), DataCopy.failed_at.is_(None),
               DataCopy.asked_at < now - PATIENCE)
        .values(failed_at=now)
    )  # fmt: skip
    parts = len(gathering.parts_of(actor.audience)) + 1
    copy_id = session.scalar(
        insert(DataCopy)
        .values({column: actor.person_id, "asked_at": now, "parts": parts})
        .on_conflict_do_nothing()
        .returning(DataCopy.id)
    )
    if copy_id is None:
        return
    audit.record(
        session, actor, "ask", "data_copy", copy_id, now=now, citizen_id=_citizen_id(actor)
    )
    jobs.defer(session, MAKE, copy_id=copy_id)


def _citizen_id(actor: Actor) -> int | None:
    return actor.person_id if actor.audience is Audience.CITIZEN else None


def make(session: Session, settings: Settings, copy_id: int, now: datetime) -> Iterator[None]:
    """Make a copy in steps; after each the caller commits, so that the page can tell how far it is.

    Run twice, or by two workers, it is made once.
    """
    asked = session.get(DataCopy, copy_id, with_for_update=True)
    if asked is None or asked.made_at is not None or asked.failed_at is not None:
        return
    audience = Audience.CITIZEN if asked.citizen_id else Audience.BUSINESS
    person_id = asked.citizen_id or asked.business_user_id or 0
    gathered = []
    for number, key in enumerate(gathering.parts_of(audience), start=1):
        gathered.append(gathering.gather(session, settings, audience, person_id, key))
        session.execute(sa.update(DataCopy).where(DataCopy.id == copy_id).values(done=number))
        yield
    made = written(session, settings, audience, person_id, gathered, now=now)
    days = periods(session, clock.local_date(now))["data_copy"].amount
    finished = session.scalar(
        sa.update(DataCopy)
        .where(DataCopy.id == copy_id, DataCopy.made_at.is_(None))
        .values(json=made[0], pdf=made[1], made_at=now, expires_at=now + timedelta(days=days),
                done=DataCopy.parts)
        .returning(DataCopy.id)
    )  # fmt: skip
    if finished is not None:
        notifications.tell(
            session,
            event=f"data-copy:{copy_id}",
            kind="data_copy_ready",
            audience=audience,
            recipient_id=person_id,
            now=now,
            path=PLACES[audience],
            days=days,
        )
    yield


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


def fetched(session: Session, actor: Actor, copy_id: int, ending: str, *, now: datetime) -> bytes:
    """The content of the actor's own copy while it lies ready. That it was fetched is noted.

    Raises:
        NotFound: when it is not the actor's, is not made, or has expired.
    """
    column = DataCopy.pdf if ending == "pdf" else DataCopy.json
    content = session.scalar(
        sa.select(column).where(
            DataCopy.id == copy_id,
            getattr(DataCopy, COLUMNS[actor.audience]) == actor.person_id,
            DataCopy.expires_at > now,
        )
    )
    if content is None:
        raise NotFound
    audit.record(
        session, actor, "export", "data_copy", copy_id, now=now,
        citizen_id=_citizen_id(actor), format=ending,
    )  # fmt: skip
    return content
