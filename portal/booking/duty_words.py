"""What a citizen must book, in sentences: both dates, and what happens otherwise, in one place."""

from flask_babel import gettext as _

from portal.booking.queries import Duty
from portal.core import i18n
from portal.core.formatting import long_date


def lead(duty: Duty) -> str:
    """The one sentence on top."""
    language = i18n.current()
    if duty.status == "exempt":
        words: str = _(
            "Your caseworker finds a time for your next talk and writes to you. You do not have to"
            " book it yourself."
        )
    elif duty.stopped_because:
        words = _("Your deadline stands still. Nothing happens to you.")
    elif duty.expired:
        words = _(
            "The talk should have been booked no later than %(book_by)s. You can still book it"
            " now.",
            book_by=long_date(duty.book_by, language, False),
        )
    else:
        words = _(
            "Book your next talk no later than %(book_by)s. The talk must be held by %(hold_by)s.",
            book_by=long_date(duty.book_by, language, False),
            hold_by=long_date(duty.hold_by, language, False),
        )
    return words


def more(duty: Duty) -> str:
    """What happens otherwise, or why the deadline stands still; nothing when there is no more."""
    reasons: dict[str, str] = {
        "no_time_found": _("You could not find a time, and we find one with you."),
        "centre_absent": _(
            "We did not come to your talk. We are sorry. You come first in line for a new time."
        ),
    }
    if duty.status == "exempt":
        return ""
    if duty.stopped_because:
        apology: str = _(
            "We had to cancel your talk. We are sorry. You come first in line for a new time."
        )
        return reasons.get(duty.stopped_because, apology)
    otherwise: str = _(
        "If you do not book, your caseworker contacts you and sets a time. Not coming to a talk can"
        " affect your benefit."
    )
    return otherwise
