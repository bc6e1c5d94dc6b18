"""A talk as a calendar file. Others may read along in a calendar, so it does not say what for."""

from datetime import datetime

from flask_babel import gettext as _
from icalendar import Calendar, Event

from portal.booking.models import Talk


def calendar_file(
    talk: Talk, *, place: str, link: str, now: datetime, organizer: str | None = None
) -> bytes:
    """The talk in iCalendar form (RFC 5545); with `organizer` as an invitation by e-mail.

    The same talk keeps its UID when it is moved, and every change raises SEQUENCE, so that
    calendars replace what they have; a cancelled talk is taken out of them.
    """
    cancelled = talk.status == "cancelled"
    method = "CANCEL" if cancelled else "REQUEST" if organizer else "PUBLISH"
    event = Event()
    event.add("uid", str(talk.calendar_uid))
    event.add("sequence", talk.version - 1)
    event.add("dtstamp", now)
    event.add("dtstart", talk.starts)
    event.add("dtend", talk.ends)
    event.add("summary", _("Appointment"))
    event.add("description", _("Read more and change it here: %(link)s", link=link))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if place:
        event.add("location", place)
    if organizer:
        event.add("organizer", f"mailto:{organizer}")
    calendar = Calendar()
    calendar.add("prodid", "-//Jobcenterportalen//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
