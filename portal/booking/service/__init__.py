"""Use cases of talks: book, move, cancel, say what came of it, and keep the duties up to date."""

from portal.booking.service.bookings import SELF_BOOKED_CHANNELS, book, cancel
from portal.booking.service.duties import expire_obligations, generate_obligations
from portal.booking.service.outcomes import OUTCOMES, record_outcome

__all__ = [
    "OUTCOMES",
    "SELF_BOOKED_CHANNELS",
    "book",
    "cancel",
    "expire_obligations",
    "generate_obligations",
    "record_outcome",
]
