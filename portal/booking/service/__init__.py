"""Use cases of talks: book, move, cancel, say what came of it, and keep the duties up to date."""

from portal.booking.service import (
    absences,
    agenda,
    exemptions,
    failures,
    feeds,
    guard,
    guests,
    joint,
    no_time,
    offering,
    offers,
    patterns,
    places,
    rule_versions,
    visits,
    waiting,
)
from portal.booking.service.bookings import book
from portal.booking.service.cancelling import cancel
from portal.booking.service.duties import end, require
from portal.booking.service.duty_rounds import expire_obligations, generate_obligations
from portal.booking.service.hand_over import take_over
from portal.booking.service.making import Wish
from portal.booking.service.messages import place_of
from portal.booking.service.outcomes import OUTCOMES, Step, note_look, record_outcome

__all__ = [
    "OUTCOMES",
    "Step",
    "Wish",
    "absences",
    "agenda",
    "book",
    "cancel",
    "end",
    "exemptions",
    "expire_obligations",
    "failures",
    "feeds",
    "generate_obligations",
    "guard",
    "guests",
    "joint",
    "no_time",
    "note_look",
    "offering",
    "offers",
    "patterns",
    "place_of",
    "places",
    "record_outcome",
    "require",
    "rule_versions",
    "take_over",
    "visits",
    "waiting",
]
