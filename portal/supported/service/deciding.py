"""Staff decide an application: yes or no, with the reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.supported import queries
from portal.supported.models import SupportedApplication
from portal.supported.refusals import PlaceRefusal
from portal.supported.rules import Stage
from portal.supported.service.applying import check_again, unit_held
from portal.supported.service.log import append, held, in_words, tell_business
from portal.supported.service.placing import give


def approve(
    session: Session, application_id: int, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Say yes; an extension goes to whoever has the place already.

    Raises:
        NotFound: when there is no such application.
        Refused: when it is decided, the representative has not said yes, or a check fails.
    """
    one = _open(session, application_id, now, (Stage.TO_DECIDE,), PlaceRefusal.NO_CONSENT)
    unit_held(session, one.unit_id)
    if not all(check.holds for check in check_again(session, one)):
        raise Refused(PlaceRefusal.CHECKS)
    with in_words(session):
        append(session, one.id, "approved", now=now, actor=actor, text=reason)
    tell_business(session, one, "supported_approved", now, reason=reason)
    if one.extends_id is not None:
        before = queries.case(session, one.extends_id, clock.local_date(now))
        if before.placement is not None and not before.placement.called_off:
            person = session.get_one(Citizen, before.placement.citizen_id)
            give(session, one, person, actor=actor, now=now)


def refuse(
    session: Session, application_id: int, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Say no; the company reads why.

    Raises:
        NotFound: when there is no such application.
        Refused: when it is decided.
    """
    open_ones = (Stage.TO_DECIDE, Stage.WAITS_FOR_CONSENT, Stage.OBJECTED)
    one = _open(session, application_id, now, open_ones, PlaceRefusal.NOT_OPEN)
    with in_words(session):
        append(session, one.id, "refused", now=now, actor=actor, text=reason)
    tell_business(session, one, "supported_refused", now, reason=reason)


def _open(
    session: Session,
    application_id: int,
    now: datetime,
    stages: tuple[Stage, ...],
    otherwise: PlaceRefusal,
) -> SupportedApplication:
    held(session, application_id)
    found = queries.case(session, application_id, clock.local_date(now))
    if not found.standing.is_open:
        raise Refused(PlaceRefusal.NOT_OPEN)
    if found.standing.stage not in stages:
        raise Refused(otherwise)
    return found.application
