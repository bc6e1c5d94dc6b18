"""A member of staff's time held for what is no talk; the database lets nothing meet it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.booking.models import StaffTime
from portal.booking.rules import Span
from portal.core.errors import constraint_of


class Taken(Exception):
    """Something else takes that time already."""


def hold(session: Session, staff_id: int, span: Span, held_for: str) -> None:
    """Keep somebody's time.

    Raises:
        Taken: when a talk or a visit takes it; nothing is stored.
    """
    try:
        with session.begin_nested():
            session.add(StaffTime(staff_id=staff_id, blocks=Range(*span), held_for=held_for))
            session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "caseworker_not_double_booked":
            raise Taken from error
        raise


def release(session: Session, held_for: str) -> None:
    """Give the time back. Giving it back twice changes nothing."""
    session.execute(sa.delete(StaffTime).where(StaffTime.held_for == held_for))
