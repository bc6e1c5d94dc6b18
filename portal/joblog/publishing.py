"""The job log as a file: for a spreadsheet, for a program, for a calendar."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.core import clock, tables
from portal.joblog import rules, words
from portal.joblog.models import JobLogEntry

if TYPE_CHECKING:
    from icalendar import Event

Entries = Iterable[JobLogEntry]


def _header() -> list[str]:
    return [
        _("Job"),
        _("Employer"),
        _("Day"),
        _("How does it stand?"),
        _("How did you find or apply for it?"),
        _("What is the next step?"),
        _("When?"),
        _("Link"),
        _("Note"),
    ]


def _row(one: JobLogEntry) -> list[str]:
    return [
        one.title,
        one.employer,
        one.applied_on.isoformat(),
        str(words.STATUSES[one.status]),
        str(words.HOWS[one.how]) if one.how else "",
        one.next_step,
        one.next_on.isoformat() if one.next_on else "",
        one.link,
        one.note,
    ]


def pieces(ending: str, entries: Entries) -> Iterator[bytes]:
    """The log as 'csv', 'xlsx' or 'json', piece by piece."""
    if ending == "json":
        return _json_pieces(entries)
    return tables.pieces(ending, _("Job log"), _header(), map(_row, entries))


def _json_pieces(entries: Entries) -> Iterator[bytes]:
    """A list with the codes the portal itself uses."""
    names = ("title", "employer", "status", "how", "next_step", "link", "note")
    before = "[\n"
    for one in entries:
        row: dict[str, Any] = {name: getattr(one, name) for name in names} | {
            "applied_on": one.applied_on.isoformat(),
            "next_on": one.next_on.isoformat() if one.next_on else None,
        }
        yield (before + json.dumps(row, ensure_ascii=False, indent=2)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def as_calendar(entries: Entries, now: datetime) -> bytes:
    """Next steps and planned applications from today on, each as a whole day (RFC 5545)."""
    from icalendar import Calendar  # at first use: most pages need none

    made = Calendar()
    made.add("prodid", "-//Jobcenterportalen//DA")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    today = clock.local_date(now)
    for one in entries:
        if one.next_on and one.next_on >= today:
            what = one.next_step or _("Next step")
            made.add_component(_event(one, one.next_on, what, "next", now))
        if one.status == rules.PLANNED and one.applied_on >= today:
            made.add_component(_event(one, one.applied_on, _("Apply for"), "apply", now))
    return bytes(made.to_ical())


def _event(one: JobLogEntry, day: date, what: str, kind: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"joblog-{one.id}-{kind}@jobcenterportalen")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{what}: {one.title}, {one.employer}")
    return event
