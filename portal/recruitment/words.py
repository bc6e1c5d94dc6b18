"""The codes of enquiries in words, for every page that shows them."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, Clock, State
from portal.recruitment.rules.progress import Progress, Stage

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
PLACEMENT_FORMS: dict[str, Any] = {
    "work_placement": _l("Work placement: somebody tries the work for some weeks"),
    "wage_subsidy": _l("A job with wage subsidy: you pay wages and get a part of them back"),
    "public_benefit": _l("A public-benefit place: useful tasks for a public or voluntary body"),
    "unsure": _l("I don't know yet. Advise me"),
}
WHOLE_COMPANY: Any = _l("The whole company")
CHANNELS: dict[str, Any] = {
    "portal": _l("The portal"),
    "guest": _l("The portal, without signing in"),
    "phone": _l("Phone"),
    "mail": _l("E-mail"),
    "api": _l("The company's own system"),
}
GROUNDS: dict[str, Any] = {
    "age": _l("age"),
    "sex": _l("sex, pregnancy or family"),
    "origin": _l("origin"),
    "belief": _l("belief"),
    "disability": _l("disability or illness"),
    "orientation": _l("sexual orientation"),
    "union": _l("membership of a union"),
}
LISTED_GROUNDS: dict[str, Any] = GROUNDS | {"allowed": _l("nothing: they are allowed")}
COUNTED: dict[str, Any] = {
    "elapsed": _l("All hours of day and night"),
    "opening": _l("Only the hours we are open"),
}
WHY_NOT: dict[str, Any] = {
    "age": _l("An employer may not choose by age, but where another law asks for one."),
    "sex": _l("An employer may not choose by sex, pregnancy or children."),
    "origin": _l("Say what the work needs, such as spoken Danish, rather than where one is from."),
    "belief": _l("An employer may not choose by belief."),
    "disability": _l("Say what the work demands; whoever can do it is suitable."),
    "orientation": _l("An employer may not choose by sexual orientation."),
    "union": _l("An employer may not ask for or against a union."),
}
DECISIONS: dict[str, Any] = {
    "kept": _l("The words are justified by the work, and stay"),
    "asked": _l("I have asked the business to change them"),
    "changed": _l("The business has changed them"),
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
    Stage.SPAM: _l("Not an enquiry"),
    Stage.DUPLICATE: _l("Sent twice"),
}
EVENTS: dict[str, Any] = {
    "received": _l("Received"),
    "backdated": _l("Came earlier than written down"),
    "receipt_sent": _l("Receipt sent"),
    "verified": _l("E-mail confirmed"),
    "assigned": _l("Given to another consultant"),
    "answered": _l("Answered"),
    "message": _l("Message from the business"),
    "note": _l("Note"),
    "next_step": _l("Next step agreed"),
    "visit_booked": _l("Visit booked"),
    "visit_cancelled": _l("Visit cancelled"),
    "file_added": _l("File added"),
    "wording": _l("The words were looked at"),
    "paused": _l("Time paused"),
    "resumed": _l("Time runs again"),
    "presented": _l("Candidates presented"),
    "cause": _l("Why a promise was not kept"),
    "withdrawn": _l("Withdrawn"),
    "spam": _l("Not an enquiry"),
    "duplicate": _l("Sent twice"),
    "closed": _l("Closed"),
}
PAUSE_REASONS: dict[str, Any] = {
    "waits_for_business": _l("We wait for an answer from the business"),
    "wants_later": _l("The business wants candidates later"),
    "on_holiday": _l("The business is closed for holidays"),
}
CAUSES: dict[str, Any] = {
    "busy": _l("Too many enquiries at once"),
    "absence": _l("Somebody was away"),
    "not_seen": _l("It was not seen in time"),
    "no_candidates": _l("Nobody suitable was willing"),
    "unclear": _l("It was not clear what the business needed"),
    "technical": _l("The portal or the mail did not work"),
    "other": _l("Something else"),
}
CLOCKS: dict[str, Any] = {ANSWER: _l("Answer"), CANDIDATES: _l("Candidates")}
STATES: dict[State, Any] = {
    State.IN_TIME: _l("In good time"),
    State.SOON: _l("Soon"),
    State.LATE: _l("Too late"),
    State.PAUSED: _l("Paused"),
    State.DONE_IN_TIME: _l("Done in time"),
    State.DONE_LATE: _l("Done too late"),
    State.ENDED: _l("Stopped"),
}
BADGES: dict[State, str] = {
    State.IN_TIME: "info",
    State.SOON: "warning",
    State.LATE: "error",
    State.PAUSED: "neutral",
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


ASSIGNED: dict[str, Any] = {
    "named_contact": _l("To the named contact of the business"),
    "duty": _l("To whoever is on duty"),
    "free": _l("To whoever is at work and has fewest"),
    "lead": _l("To the team lead"),
    "anybody": _l("Everybody is away, so to one of us all the same"),
    "absence": _l("Moved on because the consultant is away"),
    "by_hand": _l("Handed over by a colleague"),
}
CODES: dict[str, Any] = (
    PAUSE_REASONS
    | ASSIGNED
    | DECISIONS
    | {"phone": _l("By phone"), "filled": _l("All positions are filled")}
)
LEFT_OUT: dict[str, Any] = {
    "spam": _l("no enquiry"),
    "duplicate": _l("sent twice"),
    "withdrawn": _l("withdrawn"),
    "closed": _l("closed before"),
}


SAID: dict[str, Any] = {
    "answered": _l("Your consultant"),
    "note": _l("Your consultant"),
    "next_step": _l("What happens next"),
}


def quarter(first: date) -> str:
    """'4. kvartal 2026' / 'Q4 2026', of the quarter that begins on that day."""
    words: str = _("Q%(number)s %(year)s", number=(first.month + 2) // 3, year=first.year)
    return words


def week(monday: date) -> str:
    """'Uge 48, 2026' / 'Week 48, 2026', of the week that begins on that day."""
    year, number, _day = monday.isocalendar()
    words: str = _("Week %(number)s, %(year)s", number=number, year=year)
    return words


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


def clock_badge(clock: Clock, progress: Progress) -> tuple[str, str]:
    """How a clock stands: the kind of badge, and what it says."""
    state = progress.state_of(clock)
    if state in (State.IN_TIME, State.SOON, State.LATE):
        return BADGES[state], f"{CLOCKS[clock.key]}: {time_left(clock.left(progress.now))}"
    if state is State.PAUSED:
        said = _("paused, %(left)s", left=time_left(clock.left(progress.now)))
    elif clock.done:
        said = _("after %(duration)s", duration=duration(clock.done - clock.started))
    else:
        said = STATES[state]
    return BADGES[state], f"{CLOCKS[clock.key]}: {said}"
