"""Pure decisions about talks: which times are free, which deadlines hold, what may be changed."""

from portal.booking.rules.changes import changeable_until, why_no_outcome, why_not_change
from portal.booking.rules.deadlines import (
    deadlines,
    first_talk_can_be_self_booked,
    is_short_notice,
    moved_by_outage,
    next_hold_by,
    with_notice,
    working_days_later,
)
from portal.booking.rules.offers import offer_until
from portal.booking.rules.reminders import REMIND_FROM, REMIND_UNTIL, remind_at
from portal.booking.rules.slots import (
    all_can,
    first_slot,
    free_between,
    free_slots,
    has_time_by,
    judged_slots,
    nearest,
    why_not,
)
from portal.booking.rules.sufficiency import Shortage, shortage
from portal.booking.rules.values import Availability, No, Other, Pattern, Span, Terms, Unit

__all__ = [
    "REMIND_FROM",
    "REMIND_UNTIL",
    "Availability",
    "No",
    "Other",
    "Pattern",
    "Shortage",
    "Span",
    "Terms",
    "Unit",
    "all_can",
    "changeable_until",
    "deadlines",
    "first_slot",
    "first_talk_can_be_self_booked",
    "free_between",
    "free_slots",
    "has_time_by",
    "is_short_notice",
    "judged_slots",
    "moved_by_outage",
    "nearest",
    "next_hold_by",
    "offer_until",
    "remind_at",
    "shortage",
    "why_no_outcome",
    "why_not",
    "why_not_change",
    "with_notice",
    "working_days_later",
]
