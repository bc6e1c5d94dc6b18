"""The openings as a file for a spreadsheet. Nobody is named in it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask_babel import gettext as _

from portal.core import clock, tables
from portal.openings import rules, words
from portal.openings.queries import Row


def _header() -> list[str]:
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


def _row(row: Row, now: datetime) -> list[object]:
    one = row.opening
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
        row.asked,
        row.yes,
        row.applied,
        row.no,
    ]


def as_csv(rows: Iterable[Row], now: datetime) -> bytes:
    """Semicolons and UTF-8 with its mark, as Danish spreadsheets open it."""
    return tables.as_csv(_header(), [_row(row, now) for row in rows])


def as_xlsx(rows: Iterable[Row], now: datetime) -> bytes:
    """An Excel file; what people wrote is text."""
    return tables.as_xlsx(_("Openings"), _header(), [_row(row, now) for row in rows])


FORMATS: dict[str, tuple[Callable[[Iterable[Row], datetime], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
