"""The employees' representative says yes or no through a signed link."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.recruitment.refusals import LinkRefusal
from portal.recruitment.service import links
from portal.supported import queries
from portal.supported.models import SupportedApplication
from portal.supported.queries import Case
from portal.supported.refusals import PlaceRefusal
from portal.supported.rules import Stage
from portal.supported.service.log import append, held, in_words, tell_business, tell_staff

PURPOSE = "supported-consent"


# How often the link is sent again in a day.
MOST_A_DAY = 3
DAY = timedelta(days=1)
AGAIN, ANOTHER = "asked_again", "asked_another"


def link_path(application_id: int, edition: int = 0) -> str:
    """The address the representative gets; a new edition when somebody else is asked."""
    return f"/medarbejderrepraesentant/{links.make(PURPOSE, application_id, edition)}"


def ask(
    session: Session, one: SupportedApplication, business: str, now: datetime, *events: str
) -> None:
    """Write to the representative; `events` are the times the link was sent again before."""
    notifications.tell_guest(
        session,
        event=f"supported:{one.id}:consent" + (f":{len(events)}" if events else ""),
        kind="supported_consent_asked",
        guest_id=one.id,
        name=one.representative_name,
        email=one.representative_email,
        language="da",
        now=now,
        path=link_path(one.id, events.count(ANOTHER)),
        business=business,
    )


def ask_again(
    session: Session,
    found: Case,
    *,
    name: str,
    email: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Send the link again; to another address, which kills the links sent before.

    The caller has seen that the application is the actor's to see.

    Raises:
        Refused: when there is nothing to say any more, or it was sent often today.
    """
    one = held(session, found.application.id)
    found = queries.case(session, one.id, clock.local_date(now))
    if found.standing.stage is not Stage.WAITS_FOR_CONSENT:
        raise Refused(PlaceRefusal.NOT_OPEN)
    before = [event for event in found.events if event.kind in (AGAIN, ANOTHER)]
    if sum(event.at > now - DAY for event in before) >= MOST_A_DAY:
        raise Refused(PlaceRefusal.LINK_OFTEN)
    is_other = email.casefold() != one.representative_email.casefold()
    one.representative_name, one.representative_email = name, email
    kind = ANOTHER if is_other else AGAIN
    append(session, one.id, kind, now=now, actor=actor)
    ask(session, one, found.application.business.name, now, *(event.kind for event in before), kind)


def behind(session: Session, token: str, *, now: datetime) -> Case:
    """The application behind a link. Looking uses nothing up.

    Raises:
        Refused: when the link is forged, old or used, or there is nothing to say any more.
    """
    application_id, edition = links.read_edition(PURPOSE, token)
    try:
        found = queries.case(session, application_id, clock.local_date(now))
    except NotFound:
        raise Refused(LinkRefusal.FORGED) from None
    if found.event("consented", "objected") is not None:
        raise Refused(PlaceRefusal.ANSWERED)
    if found.standing.stage is not Stage.WAITS_FOR_CONSENT:
        raise Refused(PlaceRefusal.GONE)
    if edition != sum(event.kind == ANOTHER for event in found.events):
        raise Refused(PlaceRefusal.LINK_REPLACED)
    return found


def answer(session: Session, token: str, *, yes: bool, text: str, now: datetime) -> None:
    """Say yes or no, once; from a yes on the days to decide are counted.

    Raises:
        Refused: when the link is forged, old or used, or there is nothing to say any more.
    """
    one = behind(session, token, now=now).application
    held(session, one.id)
    session.expire_all()
    one = behind(session, token, now=now).application
    with in_words(session):
        append(session, one.id, "consented" if yes else "objected", now=now, actor=None, text=text)
    if yes:
        tell_staff(session, one, one.consultant_id, "supported_to_decide", now)
        return
    tell_business(session, one, "supported_objected", now)
