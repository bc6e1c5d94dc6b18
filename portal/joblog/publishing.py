"""The job log as a file: for a spreadsheet, for a program, for a calendar."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from icalendar import Calendar, Event

from portal.core import clock, tables
from portal.joblog import rules, words
from portal.joblog.models import JobLogEntry

Entries = Sequence[JobLogEntry]


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


def as_csv(entries: Entries) -> bytes:
    """Semicolons and UTF-8 with its mark, as Danish spreadsheets open it."""
    return tables.as_csv(_header(), map(_row, entries))


def as_xlsx(entries: Entries) -> bytes:
    """An Excel file, all of it text."""
    return tables.as_xlsx(_("Job log"), _header(), map(_row, entries))


def as_json(entries: Entries) -> bytes:
    """JSON with the codes the portal itself uses."""
    names = ("title", "employer", "status", "how", "next_step", "link", "note")
    rows: list[dict[str, Any]] = [
        {name: getattr(one, name) for name in names}
        | {
            "applied_on": one.applied_on.isoformat(),
            "next_on": one.next_on.isoformat() if one.next_on else None,
        }
        for one in entries
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


FORMATS: dict[str, tuple[Callable[[Entries], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}


def as_calendar(entries: Iterable[JobLogEntry], now: datetime) -> bytes:
    """Next steps and planned applications from today on, each as a whole day (RFC 5545)."""
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


def _event(one: JobLogEntry, day: date, what: str, kind: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"joblog-{one.id}-{kind}@jobcenterportalen")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{what}: {one.title}, {one.employer}")
    return event
