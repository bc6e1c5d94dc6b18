"""Use cases of talks: book, move, cancel, say what came of it, and keep the duties up to date."""

from portal.booking.service.bookings import book, cancel
from portal.booking.service.duties import expire_obligations, generate_obligations
from portal.booking.service.outcomes import OUTCOMES, note_look, record_outcome

__all__ = [
    "OUTCOMES",
    "book",
    "cancel",
    "expire_obligations",
    "generate_obligations",
    "note_look",
    "record_outcome",
]
