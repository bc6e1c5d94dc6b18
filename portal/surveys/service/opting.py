"""Use case: somebody does not want to be asked, or wants to be asked again."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.surveys.models import Invitation, OptOut
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service.links import invitation_in


def leave_by_link(session: Session, token: str, *, now: datetime) -> None:
    """Whoever holds the link is not asked any more; neither is a reminder sent.

    Works also with a used or an old link, and twice does no harm. The link's use is not looked at.

    Raises:
        Refused: when the link is forged.
    """
    invitation = find(session, token)
    column = "citizen_id" if invitation.citizen_id else "business_user_id"
    person = invitation.citizen_id or invitation.business_user_id
    _leave(session, column, person, now)
    audit.record(session, None, "opt_out", "survey", now=now, citizen_id=invitation.citizen_id)


def find(session: Session, token: str) -> Invitation:
    """The invitation of a link, whatever became of it.

    Raises:
        Refused: when the link is forged.
    """
    found = session.get(Invitation, invitation_in(token))
    if found is None:
        raise Refused(SurveyRefusal.FORGED)
    return found


def choose(session: Session, actor: Actor, *, asked: bool, now: datetime) -> None:
    """A signed-in person says whether to be asked from now on."""
    citizen = actor.audience is Audience.CITIZEN
    column = "citizen_id" if citizen else "business_user_id"
    if asked:
        session.execute(sa.delete(OptOut).where(getattr(OptOut, column) == actor.person_id))
    else:
        _leave(session, column, actor.person_id, now)
    audit.record(
        session,
        actor,
        "opt_in" if asked else "opt_out",
        "survey",
        now=now,
        citizen_id=actor.person_id if citizen else None,
    )
    session.flush()


def _leave(session: Session, column: str, person: int | None, now: datetime) -> None:
    session.execute(
        insert(OptOut)
        .values(**{"id": uuid.uuid4(), column: person, "since": clock.local_date(now)})
        .on_conflict_do_nothing()
    )
