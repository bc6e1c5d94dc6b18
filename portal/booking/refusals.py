"""Why a talk can't be booked or changed, in words."""

from flask_babel import lazy_gettext as _l

from portal.booking.rules import No
from portal.core.errors import Refusal


class BookingRefusal(Refusal):
    """Named as the rules name them, and what only the service can know."""

    PAST = _l("This time has already passed. Choose another time.")
    TOO_SOON = _l("This time is too soon for us to prepare. Choose a later time.")
    TOO_FAR = _l("This time is too far ahead. Choose an earlier time.")
    CLOSED = _l("The job centre is closed on that day. Choose another day.")
    OUTSIDE = _l("Your caseworker has no talks at that time. Choose another time.")
    ABSENT = _l("Your caseworker is away at that time. Choose another time.")
    TAKEN = _l("The time has just been taken. Nothing is booked yet.")
    CITIZEN_BUSY = _l("You already have another talk at that time. Choose another time.")
    AFTER_DEADLINE = _l("The talk must be held earlier than that. Choose an earlier time.")
    NOT_BOOKED = _l("This talk is over or cancelled, so it can't be changed.")
    BEGUN = _l("This talk has begun, so it can't be changed here. Call us if you can't come.")
    TOO_LATE = _l("It is too late to change the talk here. Call us, and we will help you.")
    NOT_BEGUN = _l("The talk has not begun yet. Say what came of it afterwards.")
    HAS_TALK = _l("You already have a talk. You can move it to another time.")
    CHANNEL = _l("Choose how you want to meet.")


def refusal_for(no: No) -> BookingRefusal:
    """What a rule's answer is called here."""
    return BookingRefusal[no.name]
