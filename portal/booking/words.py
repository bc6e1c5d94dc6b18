"""The words for a talk's codes."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

CHANNELS = {
    "in_person": _l("At the job centre"),
    "phone": _l("By phone"),
    "video": _l("By video"),
    "workplace": _l("At the workplace"),
}
KINDS = {
    "assessment": _l("Assessment talk"),
    "job": _l("Job talk"),
    "joint": _l("Joint talk"),
    "round_table": _l("Round-table talk"),
    "workplace_follow_up": _l("Workplace follow-up"),
}
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
NEEDS = {
    "step_free": _l("No steps"),
    "hearing_loop": _l("Hearing loop"),
}
RESOURCE_KINDS = {
    "room": _l("Room"),
    "video_line": _l("Video line"),
}
GROUNDS = {
    "it_skills": _l("Can't use the portal"),
    "language": _l("Language"),
    "disability": _l("Disability"),
    "interpreter": _l("Needs an interpreter"),
    "premises": _l("Needs special premises"),
}
DUTY_STATUSES = {
    "open": _l("To be booked by the citizen"),
    "booked": _l("Booked"),
    "held": _l("Held"),
    "expired": _l("Not booked in time"),
    "excused": _l("Excused"),
    "exempt": _l("To be booked by you"),
    "withdrawn": _l("Taken back"),
}
CHANNEL_NOTES = {
    "in_person": _l("You come to us."),
    "phone": _l("We call you."),
    "video": _l("You get a link."),
}
# As the citizen reads it: (kind of badge, word).
STATUSES = {
    "booked": ("info", _l("Booked")),
    "held": ("success", _l("Held")),
    "cancelled": ("neutral", _l("Cancelled")),
    "citizen_absent": ("warning", _l("You did not come")),
    "centre_absent": ("warning", _l("We did not come")),
    "technical_trouble": ("warning", _l("Technical trouble")),
}
OFFER_REASONS = {
    "earlier_time": _l("An earlier time has become free."),
    "absence": _l("Your caseworker can't hold the talk you have booked."),
    "priority": _l("We failed to hold your talk, so you come first."),
}
GUEST_KINDS = {
    "employer": _l("An employer"),
    "unemployment_fund": _l("The unemployment fund"),
    "department": _l("Another department of the municipality"),
    "other": _l("Somewhere else"),
}
PARTICIPANT_STATUSES = {
    "invited": _l("Has not answered yet"),
    "confirmed": _l("Comes"),
    "declined": _l("Can't come"),
}
PARTICIPANT_BADGES = {"invited": "info", "confirmed": "success", "declined": "warning"}
STAFF_STATUSES = {
    "booked": _l("Booked"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
    "citizen_absent": _l("The citizen did not come"),
    "centre_absent": _l("We did not come"),
    "technical_trouble": _l("Technical trouble"),
}
# As staff say it.
OUTCOMES = {
    "held": _l("Held"),
    "citizen_absent": _l("The citizen did not come"),
    "centre_absent": _l("We did not come"),
    "technical_trouble": _l("Technical trouble"),
}


def language(code: str) -> str:
    """The name of a language (ISO 639-1) in the page's own; the code where it has no name."""
    return str(get_locale().languages.get(code, code))
