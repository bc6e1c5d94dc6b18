"""Talks as calendar files. Others may read along in a calendar, so it does not say what for."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.booking.models import Talk

if TYPE_CHECKING:
    from icalendar import Calendar, Event


def calendar_file(
    talk: Talk,
    *,
    place: str,
    link: str,
    now: datetime,
    organizer: str | None = None,
    gone: bool = False,
) -> bytes:
    """One talk in iCalendar form (RFC 5545); with `organizer` as an invitation by e-mail.

    The same talk keeps its UID when it is moved, and every change raises SEQUENCE, so that
    calendars replace what they have; a cancelled talk is taken out of them, as is one that is
    `gone` for the reader alone.
    """
    gone = gone or talk.status == "cancelled"
    event = _event(talk, link, now, gone=gone)
    if place:
        event.add("location", place)
    if organizer:
        event.add("organizer", f"mailto:{organizer}")
    method = "REQUEST" if organizer else "PUBLISH"
    calendar = _calendar("CANCEL" if gone else method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_feed(talks: Iterable[Talk], *, link: str) -> bytes:
    """Many talks as a calendar to subscribe to. Unchanged talks give unchanged bytes."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", _("Appointments"))
    for talk in talks:
        gone = talk.status == "cancelled"
        calendar.add_component(_event(talk, link, talk.cancelled_at or talk.created_at, gone=gone))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar  # at first use: most pages need none

    calendar = Calendar()
    calendar.add("prodid", "-//Jobcenterportalen//DA")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(talk: Talk, link: str, stamp: datetime, *, gone: bool) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", str(talk.calendar_uid))
    event.add("sequence", talk.version - 1)
    event.add("dtstamp", stamp)
    event.add("dtstart", talk.starts)
    event.add("dtend", talk.ends)
    event.add("summary", _("Appointment"))
    event.add("description", _("Read more and change it here: %(link)s", link=link))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    return event
