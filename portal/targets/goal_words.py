"""What goals, places, months and sources are called; with the words of figures for the pages."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock, i18n
from portal.core.formatting import NO_BREAK, number, short_date
from portal.targets.words import VERDICTS, quarter, verdict

__all__ = ["PLACES", "SOURCES", "VERDICTS", "month_of", "quarter", "verdict"]

PLACES = {
    "municipality": _l("The municipality"),
    "cluster": _l("Cluster"),
    "eastern_denmark": _l("Eastern Denmark"),
    "whole_country": _l("Whole country"),
}
VERDICT_CODES = {code.value: word for code, word in VERDICTS.items()}
SOURCES = {
    "jobindsats": _l("jobindsats.dk"),
    "portal": _l("Counted by the portal"),
    "intern": _l("Judged by the job centre"),
}


def source(code: str) -> str:
    """Who measures a goal."""
    return str(SOURCES.get(code, code))


def target(kind: str, value: Decimal | None) -> str:
    """What a goal asks for: 'et fald på mindst 22 %', 'mindst 65 %', or that it is watched."""
    if kind == "text":
        return str(_("judged in words"))
    if value is None:
        return str(_("watched"))
    size = number(abs(float(value)), i18n.current())
    if kind == "hours_max":
        return str(_("within %(hours)s hours", hours=size))
    per_cent = f"{size}{NO_BREAK if i18n.current() == 'da' else ''}%"
    if kind == "share_min":
        return str(_("at least %(share)s", share=per_cent))
    if value < 0:
        return str(_("a fall of at least %(value)s", value=per_cent))
    return str(_("a rise of at most %(value)s", value=per_cent))


def month_of(first: date) -> str:
    """'juni 2014' / 'June 2014'."""
    return format_date(first, "LLLL y", locale=i18n.current())


def when(text: str) -> str:
    """A plan's year or month, as people read it: 'december 2012', '2012', or a dash."""
    if len(text) == len("2012-12"):
        return month_of(date.fromisoformat(f"{text}-01"))
    return text or "–"


def brought(at: datetime, by: str | None) -> str:
    """'Hentet ind 3. okt. 2026 af Ida Frandsen'."""
    day = short_date(clock.local_date(at), i18n.current())
    if by is None:
        return str(_("Brought in %(day)s", day=day))
    return str(_("Brought in %(day)s by %(name)s", day=day, name=by))


def comparison_in_words(row: Any, shown: Callable[[Any], str]) -> str:
    """The chart of a month's comparison for those who can't see it."""
    said = (f"{name}: {shown(getattr(row, place))}" for place, name in PLACES.items())
    return str(_("Comparison. %(values)s.", values="; ".join(said)))
