"""What a CV has, lacks and does not say, in words; and how far a candidate has come."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import i18n
from portal.core.formatting import long_date
from portal.recruitment.rules.scoring import Closeness, Fit, Level, Part

LEVELS: dict[Level, Any] = {
    Level.HAS: _l("Has"),
    Level.NEAR: _l("Something close"),
    Level.LACKS: _l("Lacks"),
    Level.UNKNOWN: _l("Unknown"),
}
BADGES: dict[Level, str] = {
    Level.HAS: "success",
    Level.NEAR: "info",
    Level.LACKS: "warning",
    Level.UNKNOWN: "neutral",
}
CLOSENESS: dict[Closeness, Any] = {
    Closeness.WELL: _l("Fits well"),
    Closeness.PARTLY: _l("Fits in part"),
    Closeness.LITTLE: _l("Fits a little"),
}
CLOSENESS_BADGES: dict[Closeness, str] = {
    Closeness.WELL: "success",
    Closeness.PARTLY: "info",
    Closeness.LITTLE: "neutral",
}
NATIVE = "native"
DANISH: dict[str, Any] = {
    "": _l("It does not matter"),
    "A1": _l("A1: a few words"),
    "A2": _l("A2: simple everyday talk"),
    "B1": _l("B1: manages at work"),
    "B2": _l("B2: speaks freely"),
    "C1": _l("C1: very well"),
    "C2": _l("C2: as a mother tongue"),
}


WEIGHTS: dict[str, Any] = {
    "occupation": _l("The work"),
    "required": _l("What is required, all of it together"),
    "wished": _l("What is wished for, all of it together"),
    "experience": _l("Experience, and how recent it is"),
    "hours": _l("Hours"),
    "start": _l("First day"),
    "distance": _l("Distance"),
    "language": _l("Danish, where the enquiry asks for a level"),
}
TERMS: dict[str, Any] = {
    "experience": _l("Experience"),
    "hours": _l("Hours"),
    "start": _l("First day"),
    "distance": _l("Distance"),
}


def in_short(part: Part) -> str:
    """What the request asks for, in a word or two; `asked_for` says it in full."""
    if part.key in TERMS:
        return str(TERMS[part.key])
    return str(_("Danish %(level)s", level=part.wanted)) if part.key == "language" else part.wanted


def asked_for(part: Part) -> str:
    """What the request asks for, as one reads it in a list."""
    wanted = part.wanted
    if part.key in ("occupation", "required"):
        return wanted
    if part.key == "wished":
        words = _("%(thing)s (wished for)", thing=wanted)
    elif part.key == "experience":
        words = _("Experience: %(work)s", work=wanted)
    elif part.key == "hours":
        words = _("%(hours)s hours a week", hours=wanted)
    elif part.key == "start":
        words = _("Can begin %(day)s", day=_day(wanted))
    elif part.key == "distance":
        words = _("Near enough")
    else:
        words = _("Danish, at least %(level)s", level=wanted)
    return str(words)


def said(part: Part) -> str:
    """What the CV says of it; empty when it says nothing."""
    if part.key in ("occupation", "required", "wished"):
        return _("the CV says: %(words)s", words=part.found) if part.found else ""
    if part.key == "experience":
        return _experience(part)
    if part.key == "distance":
        return _distance(part)
    if not part.found:
        return ""
    if part.key == "hours":
        words = _("wishes for %(hours)s hours", hours=part.found)
    elif part.key == "start":
        words = _("can begin %(day)s", day=_day(part.found))
    elif part.found == NATIVE:
        words = _("speaks it as a mother tongue")
    else:
        words = _("speaks it at %(level)s", level=part.found)
    return str(words)


def _experience(part: Part) -> str:
    if not part.found:
        return _("the CV names other work only") if part.level is Level.LACKS else ""
    title, months, year = part.found.rsplit("|", 2)
    years, rest = divmod(int(months), 12)
    length = (
        ngettext("%(num)s year", "%(num)s years", years)
        if years
        else ngettext("%(num)s month", "%(num)s months", max(rest, 1))
    )
    if not year:
        return str(_("%(title)s, %(length)s, until now", title=title, length=length))
    return str(_("%(title)s, %(length)s, until %(year)s", title=title, length=length, year=year))


def _distance(part: Part) -> str:
    if not part.found:
        return ""
    if not part.wanted:
        return str(_("%(km)s km away; how far is not said", km=part.found))
    return str(_("%(km)s km away, at most %(most)s wished", km=part.found, most=part.wanted))


def _day(text: str) -> str:
    return str(long_date(date.fromisoformat(text), i18n.current(), False))


def suggested_reason(fit: Fit) -> str:
    """A beginning for why somebody fits, for a consultant to go on from."""
    things = [part.found.strip() for part in fit.has if part.key in ("required", "wished")]
    worked = [said(part) for part in fit.has if part.key == "experience"]
    wishes = [part.found.strip() for part in fit.has if part.key == "occupation"]
    listed = list(dict.fromkeys(one for one in (worked or wishes) + things if one))
    return str(_("The CV says: %(things)s.", things="; ".join(listed[:5]))) if listed else ""
