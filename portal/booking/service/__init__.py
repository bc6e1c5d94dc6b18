"""Use cases of talks: book, move, cancel, say what came of it, and keep the duties up to date."""

from portal.booking.service import no_time
from portal.booking.service.bookings import book
from portal.booking.service.cancelling import cancel
from portal.booking.service.duties import expire_obligations, generate_obligations
from portal.booking.service.making import Wish
from portal.booking.service.outcomes import OUTCOMES, note_look, record_outcome

__all__ = [
    "OUTCOMES",
    "Wish",
    "book",
    "cancel",
    "expire_obligations",
    "generate_obligations",
    "no_time",
    "note_look",
    "record_outcome",
]
