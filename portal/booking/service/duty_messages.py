"""What citizens are told about what they must book."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import Obligation, Purpose
from portal.core.access import Audience
from portal.notifications import service as notifications

TALKS_PATH = "/borger/samtaler"


def new(session: Session, obligation: Obligation, citizen: Citizen, now: datetime) -> None:
    """There is a talk to book, by when, and what it is for."""
    purpose = session.get_one(Purpose, obligation.purpose_code)
    notifications.tell(
        session,
        event=f"duty:{obligation.id}:new",
        kind="duty_new",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path=TALKS_PATH,
        book_by=obligation.book_by,
        hold_by=obligation.hold_by,
        purpose=purpose.text(citizen.language),
    )


def extended(session: Session, obligation: Obligation, because: str, now: datetime) -> None:
    """The deadline has moved, and that it is the office's doing ('outage', 'no_times')."""
    notifications.tell(
        session,
        event=f"duty:{obligation.id}:extended:{obligation.book_by}",
        kind="duty_extended",
        audience=Audience.CITIZEN,
        recipient_id=obligation.citizen_id,
        now=now,
        path=TALKS_PATH,
        book_by=obligation.book_by,
        hold_by=obligation.hold_by,
        because=because,
    )
