"""A free time as other programs read it: the same for the command and the API."""

from datetime import date

from portal.booking.queries import Planner
from portal.core import clock

SlotRow = dict[str, str]


def slot_rows(planner: Planner, first: date, last: date) -> list[SlotRow]:
    """The times from `first` to `last` that can be booked, in Danish wall time with its offset."""
    return [
        {
            "start": clock.local(slot.starts).isoformat(),
            "end": clock.local(slot.ends).isoformat(),
            "caseworker": planner.staff[slot.staff_id].name,
            "kind": planner.kind,
            "channel": planner.channel,
        }
        for slot in planner.slots(first, last)
    ]
