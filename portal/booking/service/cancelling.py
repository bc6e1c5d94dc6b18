"""A citizen cancels a talk."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking import queries, rules
from portal.booking.models import Talk
from portal.booking.refusals import refusal_for
from portal.booking.service import duties, freed, joint_messages, messages
from portal.booking.service.bookings import own_talk_for_change
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import Refused


def cancel(
    session: Session,
    citizen_id: int,
    talk_id: int,
    *,
    actor: Actor | None,
    now: datetime,
    by_staff: bool = False,
) -> Talk:
    """Cancel the citizen's talk; what it should have fulfilled is open again, with fair notice.

    Staff may cancel for a citizen who calls, also when it is late. Cancelling a cancelled talk
    changes nothing.

    Raises:
        Refused: when it is too late, or the talk is over.
        NotFound: when it is not a talk of the citizen's.
    """
    talk = own_talk_for_change(session, citizen_id, talk_id)
    if talk.status == "cancelled":
        return talk
    duty = talk.obligation
    terms = queries.terms_for(session, citizen_id, now, talk.kind)
    no = rules.why_not_change(talk.status, talk.starts, terms, now, duty.changes if duty else 0)
    if no in (rules.No.TOO_LATE, rules.No.TOO_MANY_CHANGES) and by_staff:
        no = None
    if no is not None:
        raise Refused(refusal_for(no))
    talk.status, talk.cancelled_at, talk.cancelled_by = "cancelled", now, "citizen"
    talk.version += 1
    if duty is not None:
        duty.changes += 0 if by_staff else 1
        duties.reopen(session, duty, terms, now)
    freed.end_wait(session, talk, now)
    freed.tell_waiting(session, talk)
    messages.withdraw_reminders(session, talk, now)
    messages.cancelled(session, talk, session.get_one(Citizen, citizen_id), now)
    joint_messages.cancelled(session, talk, now)
    audit.record(session, actor, "cancel", "talk", talk.id, now=now, citizen_id=citizen_id)
    session.flush()
    return talk
