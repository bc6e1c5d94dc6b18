"""The openings as a file for a spreadsheet. Nobody is named in it."""

from datetime import datetime

from flask_babel import gettext as _

from portal.core import clock
from portal.openings import rules, words
from portal.openings.queries import Row


def header() -> list[str]:
    """The columns' names."""
    return [
        _("Job"),
        _("Employer"),
        _("Address or place"),
        _("Postcode"),
        _("Hours a week"),
        _("Last day to apply"),
        _("Area short of people"),
        _("Where it comes from"),
        _("Is it open?"),
        _("Asked"),
        _("Said yes"),
        _("Applied directly"),
        _("Said no"),
    ]


def row(of: Row, now: datetime) -> list[object]:
    """An opening with its counts."""
    one = of.opening
    how = rules.standing(one.closed_at, one.apply_by, now, clock.local_date(now))
    return [
        one.title,
        one.employer,
        one.place,
        one.postcode,
        one.hours_per_week,
        one.apply_by.isoformat() if one.apply_by else "",
        str(words.AREAS[one.area]) if one.area else "",
        str(words.SOURCES[one.source]),
        _("Yes") if how == rules.OPEN else _("No"),
        of.asked,
        of.yes,
        of.applied,
        of.no,
    ]
