"""The codes of enquiries in words, for every page that shows them."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, State
from portal.recruitment.rules.matching import Fit
from portal.recruitment.rules.progress import Stage

KINDS: dict[str, Any] = {
    "recruitment": _l("I need to hire"),
    "upskilling": _l("I need people with other skills"),
    "placement": _l("I can offer a work placement or a job with wage subsidy"),
    "keep_employee": _l("I want to keep an employee who is ill"),
    "job_rotation": _l("I want to send employees on a course and have substitutes"),
    "other": _l("Something else"),
}
EXAMPLES: dict[str, Any] = {
    "recruitment": _l("For example: two shop assistants from the first of next month."),
    "upskilling": _l("For example: we can't find anybody with a forklift certificate."),
    "placement": _l("For example: four weeks in our kitchen for somebody new to the trade."),
    "keep_employee": _l("For example: our carpenter has a bad back. What can he do here?"),
    "job_rotation": _l("For example: three carers take a course in the spring."),
    "other": _l("For example: we are moving and would like to know what you offer."),
}
SHORT_KINDS: dict[str, Any] = {
    "recruitment": _l("Recruitment"),
    "upskilling": _l("Upskilling"),
    "placement": _l("Placement or wage subsidy"),
    "keep_employee": _l("Keeping an employee"),
    "job_rotation": _l("Job rotation"),
    "other": _l("Other"),
}
STAGES: dict[Stage, Any] = {
    Stage.RECEIVED: _l("Received"),
    Stage.ANSWERED: _l("Answered"),
    Stage.PRESENTED: _l("Candidates presented"),
    Stage.CLOSED: _l("Closed"),
    Stage.WITHDRAWN: _l("Withdrawn"),
}
EVENTS: dict[str, Any] = {
    "received": _l("Received"),
    "receipt_sent": _l("Receipt sent"),
    "answered": _l("Answered"),
    "presented": _l("Candidates presented"),
    "withdrawn": _l("Withdrawn"),
    "closed": _l("Closed"),
}
CLOCKS: dict[str, Any] = {ANSWER: _l("Answer"), CANDIDATES: _l("Candidates")}
STATES: dict[State, Any] = {
    State.IN_TIME: _l("In good time"),
    State.SOON: _l("Soon"),
    State.LATE: _l("Too late"),
    State.DONE_IN_TIME: _l("Done in time"),
    State.DONE_LATE: _l("Done too late"),
    State.ENDED: _l("Stopped"),
}
BADGES: dict[State, str] = {
    State.IN_TIME: "info",
    State.SOON: "warning",
    State.LATE: "error",
    State.DONE_IN_TIME: "success",
    State.DONE_LATE: "error",
    State.ENDED: "neutral",
}
ANSWERS: dict[str | None, Any] = {
    "yes": _l("Said yes"),
    "applied": _l("Has applied directly"),
    "no": _l("Said no"),
    None: _l("Has not answered yet"),
}


def duration(length: timedelta) -> str:
    """A length in words: '3 h 12 min', or from two days on '2 days 5 h'."""
    minutes = int(abs(length).total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        words: str = _("%(days)s days %(hours)s h", days=hours // 24, hours=hours % 24)
    elif hours:
        words = _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    else:
        words = _("%(minutes)s min", minutes=minutes)
    return words


def time_left(left: timedelta | None) -> str:
    """What is left in words: '3 h 12 min left' or '40 min too late'."""
    if left is None:
        return ""
    words: str = (
        _("%(duration)s too late", duration=duration(left))
        if left < timedelta(0)
        else _("%(duration)s left", duration=duration(left))
    )
    return words


def suggested_reason(fit: Fit) -> str:
    """A beginning for why somebody fits, for a consultant to go on from."""
    if not fit.has:
        return ""
    things = ", ".join(has.found_in.strip() for has in fit.has)
    words: str = _("The CV says: %(things)s.", things=things)
    return words
