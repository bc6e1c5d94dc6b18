"""Values of a message as people read them, in the language in force."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.core.formatting import long_date, long_moment


def spoken(values: dict[str, Any], language: str) -> dict[str, str]:
    """Every value as text. `starts` comes with and without the year; None becomes nothing."""
    words = {name: _spoken(name, value, language) for name, value in values.items()}
    if isinstance(values.get("starts"), datetime):
        words["starts_full"] = long_moment(values["starts"], language)
    if "purpose" in words:
        words["purpose"] = words["purpose"].rstrip(".")
    return words


def _spoken(name: str, value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return long_moment(value, language, False)
    if isinstance(value, date):
        return long_date(value, language, False)
    if name == "channel":
        return _channel(value)
    return _because(value) if name == "because" else str(value)


def _channel(code: str) -> str:
    words: dict[str, str] = {
        "in_person": _("You meet at the job centre."),
        "phone": _("You are called by phone."),
        "video": _("You meet by video. The link is on the talk's page."),
        "workplace": _("You meet at the workplace."),
    }
    return words[code]


def _because(code: str) -> str:
    words: dict[str, str] = {
        "outage": _("You could not book while our system was down."),
        "no_times": _("There were no free times before your deadline."),
        "earlier_time": _("An earlier time has become free."),
        "absence": _("Your caseworker can't hold the talk you have booked."),
        "priority": _("We failed to hold your talk, so you come first."),
    }
    return words[code]
