"""Dates, times and numbers as people read them, in Danish and English.

Pure functions of a value and a language; the filters registered here use the page's language.
Danish dates follow the municipality's letters: "tirsdag den 1. december 2026 kl. 10.30".
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _

from portal.core import clock, i18n

DATE = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
DATE_THIS_YEAR = {"da": "EEEE 'den' d. MMMM", "en": "EEEE d MMMM"}
SHORT_DATE = {"da": "d. MMM y", "en": "d MMM y"}
NO_BREAK = "\N{NO-BREAK SPACE}"
LONG_WORD = re.compile(r"\w{16,}")
# Where Danish joins two words with an s: "tilgængeligheds-erklæring", "rengørings-assistent".
JOINT = re.compile(r"(?<=\w{3})(?:heds|nings|rings|tions|skabs|tets|ments)(?=\w{4})")


@lru_cache(maxsize=4096)
def long_date(day: date, language: str, with_year: bool = True) -> str:
    """'tirsdag den 1. december 2026' / 'Tuesday 1 December 2026'."""
    return babel_date(day, (DATE if with_year else DATE_THIS_YEAR)[language], locale=language)


def near_date(day: date, language: str, today: date) -> str:
    """'i dag', 'i går', else the weekday and date, with the year where it is another one."""
    named = {0: _("today"), 1: _("yesterday")}.get((today - day).days)
    return str(named) if named else long_date(day, language, day.year != today.year)


@lru_cache(maxsize=4096)
def short_date(day: date, language: str) -> str:
    """'1. dec. 2026' / '1 Dec 2026'."""
    return babel_date(day, SHORT_DATE[language], locale=language)


@lru_cache(maxsize=4096)
def month_year(day: date, language: str) -> str:
    """'marts 2020' / 'March 2020'."""
    return babel_date(day, "MMMM y", locale=language)


def wall_time(moment: datetime | time, language: str) -> str:
    """'10.30' / '10:30', in Danish local time."""
    shown = clock.local(moment) if isinstance(moment, datetime) else moment
    return shown.strftime("%H.%M" if language == "da" else "%H:%M")


def long_moment(moment: datetime, language: str, with_year: bool = True) -> str:
    """'tirsdag den 1. december 2026 kl. 10.30' / 'Tuesday 1 December 2026 at 10:30'."""
    day = long_date(clock.local_date(moment), language, with_year)
    return f"{day} {'kl.' if language == 'da' else 'at'} {wall_time(moment, language)}"


def weekday_time(moment: datetime, language: str) -> str:
    """'tirsdag kl. 14.32' / 'Tuesday at 14:32', for a moment within the next days."""
    day = babel_date(clock.local_date(moment), "EEEE", locale=language)
    return f"{day} {'kl.' if language == 'da' else 'at'} {wall_time(moment, language)}"


def percent(fraction: float, language: str) -> str:
    """0.714 as '71 %' / '71%'."""
    return f"{round(fraction * 100)}{NO_BREAK if language == 'da' else ''}%"


def number(value: float, language: str) -> str:
    """1234.5 as '1.234,5' / '1,234.5'."""
    return format_decimal(value, locale=language)


def opening(text: str) -> str:
    """`text` as the beginning of a sentence: a capital first, the rest as it was."""
    return text[:1].upper() + text[1:]


def breakable(text: str) -> str:
    """`text` whose long Danish words may break where two are joined, as on a narrow telephone.

    Telephones without a Danish dictionary would break them anywhere.
    """
    return LONG_WORD.sub(lambda word: JOINT.sub("\\g<0>\N{SOFT HYPHEN}", word[0]), text)


def init_app(app: Flask) -> None:
    """Register the template filters: `long_date`, `long_moment`, `wall_time`, … ."""
    filters: dict[str, Callable[..., str]] = {
        "long_date": long_date,
        "near_date": near_date,
        "short_date": short_date,
        "month": month_year,
        "wall_time": wall_time,
        "long_moment": long_moment,
        "weekday_time": weekday_time,
        "percent": percent,
        "number": number,
    }
    for name, function in filters.items():
        app.jinja_env.filters[name] = _in_page_language(function)
    app.jinja_env.filters["local_date"] = clock.local_date
    app.jinja_env.filters["opening"] = opening
    app.jinja_env.filters["breakable"] = breakable
    app.jinja_env.filters["iso_day"] = date.fromisoformat


def _in_page_language(function: Callable[..., str]) -> Callable[..., str]:
    def filtered(value: Any, *args: Any, **kwargs: Any) -> str:
        return function(value, i18n.current(), *args, **kwargs)

    return filtered
