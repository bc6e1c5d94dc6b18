"""The employees' representative says yes or no through a signed link."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.recruitment.refusals import LinkRefusal
from portal.recruitment.service import links
from portal.supported import queries
from portal.supported.queries import Case
from portal.supported.refusals import PlaceRefusal
from portal.supported.rules import Stage
from portal.supported.service.log import append, held, in_words, tell_business, tell_staff

PURPOSE = "supported-consent"


def link_path(application_id: int) -> str:
    """The address the representative gets."""
    return f"/medarbejderrepraesentant/{links.make(PURPOSE, application_id)}"


def behind(session: Session, token: str, *, now: datetime) -> Case:
    """The application behind a link. Looking uses nothing up.

    Raises:
        Refused: when the link is forged, old or used, or there is nothing to say any more.
    """
    application_id = links.read_fresh(PURPOSE, token)
    try:
        found = queries.case(session, application_id, clock.local_date(now))
    except NotFound:
        raise Refused(LinkRefusal.FORGED) from None
    if found.event("consented", "objected") is not None:
        raise Refused(PlaceRefusal.ANSWERED)
    if found.standing.stage is not Stage.WAITS_FOR_CONSENT:
        raise Refused(PlaceRefusal.GONE)
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
