"""What a talk is when it is made."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import Staff
from portal.booking.models import Obligation, Talk
from portal.booking.queries import Planner
from portal.booking.rules import Unit

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wish:
    """What staff say of a talk they book; empty means as the rules have it."""

    kind: str | None = None
    purpose_code: str | None = None
    purpose_words: str = ""
    place: str = ""
    colleagues: tuple[int, ...] = ()
    """Ids of colleagues who take part."""


def make_talk(
    planner: Planner,
    staff: Staff,
    obligation: Obligation | None,
    wish: Wish,
    starts: datetime,
    unit: Unit | None,
) -> Talk:
    """The talk that is to be stored. A moved one keeps its purpose and its name in calendars."""
    old, terms = planner.moved, planner.terms
    source = old or obligation
    talk = Talk(
        citizen_id=planner.citizen.id,
        caseworker=staff,
        obligation=obligation,
        kind=planner.kind,
        channel=planner.channel,
        purpose_code=wish.purpose_code or planner.purpose.code,
        purpose_words=wish.purpose_words or (source.purpose_words if source else ""),
        place=wish.place or (old.place if old else ""),
        during=Range(starts, starts + terms.length),
        buffer_before=terms.buffer_before // MINUTE,
        buffer_after=terms.buffer_after // MINUTE,
        resource_id=unit.resource_id if unit else None,
        resource_unit=unit.number if unit else None,
        status="booked",
        booked_by="staff" if planner.by_staff else "citizen",
        created_at=planner.now,
        version=1,
    )
    if old is not None:
        talk.version, talk.calendar_uid = old.version + 1, old.calendar_uid
    return talk
