"""Pure decisions about talks: which times are free, which deadlines hold, what may be changed."""

from portal.booking.rules.changes import changeable_until, why_no_outcome, why_not_change
from portal.booking.rules.deadlines import (
    deadlines,
    first_talk_can_be_self_booked,
    next_hold_by,
    with_notice,
)
from portal.booking.rules.reminders import REMIND_FROM, REMIND_UNTIL, remind_at
from portal.booking.rules.slots import free_slots, judged_slots, nearest, why_not
from portal.booking.rules.values import Availability, No, Pattern, Span, Terms

__all__ = [
    "REMIND_FROM",
    "REMIND_UNTIL",
    "Availability",
    "No",
    "Pattern",
    "Span",
    "Terms",
    "changeable_until",
    "deadlines",
    "first_talk_can_be_self_booked",
    "free_slots",
    "judged_slots",
    "nearest",
    "next_hold_by",
    "remind_at",
    "why_no_outcome",
    "why_not",
    "why_not_change",
    "with_notice",
]
