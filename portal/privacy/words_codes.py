"""The codes in people's rows, in the words their own pages use."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts import words as accounts
from portal.booking import words as booking
from portal.cv import words as cv
from portal.joblog import words as joblog
from portal.notifications import words as notifications
from portal.openings import words as openings
from portal.plan import words as plan
from portal.privacy import words
from portal.privacy.access_log import words as log
from portal.recruitment import words as recruitment
from portal.supported import words as supported

_LANGUAGES = {"da": _l("Danish"), "en": _l("English")}
_SIDES = {"citizen": _l("You"), "staff": _l("The job centre"), "centre": _l("The job centre")}
_TALK_STATUSES = {code: word for code, (_badge, word) in booking.STATUSES.items()}
_ANSWERS = {
    "accepted": _l("Yes"),
    "declined": _l("No"),
    "replaced": _l("Replaced by a newer one"),
}
_FILES = {"waiting": _l("Waits to be checked"), "fit": _l("Checked"), "infected": _l("Removed")}
_OFFERS = {
    "open": _l("Waits for your answer"),
    "accepted": _l("Yes"),
    "declined": _l("No"),
    "expired": _l("Not answered in time"),
    "gone": _l("Taken by somebody else"),
}
_STOPS = {
    "no_time_found": _l("You found no time that suited you"),
    "centre_absent": _l("We did not come"),
    "centre_cancelled": _l("We cancelled"),
    "absence": _l("Your caseworker is away"),
}
_AUDIENCES = {
    "citizen": _l("Citizen"),
    "business": _l("Business"),
    "staff": _l("Employee"),
    "guest": _l("Guest"),
}

CODES: dict[tuple[str, str], dict[Any, Any]] = {
    ("citizen", "target_group"): accounts.TARGET_GROUPS,
    ("citizen", "language"): _LANGUAGES,
    ("citizen", "talk_language"): _LANGUAGES,
    ("citizen", "needs"): booking.NEEDS | {"interpreter": _l("Interpreter")},
    ("identity", "audience"): _AUDIENCES,
    ("audit_event", "audience"): _AUDIENCES,
    ("audit_event", "action"): log.ACTIONS,
    ("audit_event", "subject"): log.PURPOSES,
    ("audit_event", "role"): log.ROLES,
    ("obligation", "kind"): booking.KINDS,
    ("obligation", "status"): booking.DUTY_STATUSES,
    ("obligation", "stopped_because"): _STOPS,
    ("booking_exemption", "ground"): booking.GROUNDS,
    ("talk", "kind"): booking.KINDS,
    ("talk", "channel"): booking.CHANNELS,
    ("talk", "status"): _TALK_STATUSES,
    ("talk", "booked_by"): _SIDES,
    ("talk", "cancelled_by"): _SIDES,
    ("talk_agenda_item", "added_by"): _SIDES,
    ("talk_participant", "kind"): {"colleague": _l("A colleague")} | booking.GUEST_KINDS,
    ("talk_participant", "status"): booking.PARTICIPANT_STATUSES,
    ("talk_participant", "language"): _LANGUAGES,
    ("waiting_wish", "channel"): booking.CHANNELS,
    ("time_offer", "channel"): booking.CHANNELS,
    ("time_offer", "status"): _OFFERS,
    ("time_offer", "because"): booking.OFFER_REASONS,
    ("cv_language", "level"): cv.LEVELS,
    ("cv_version", "made_by"): cv.MADE_BY,
    ("job_log_entry", "status"): joblog.STATUSES,
    ("job_log_entry", "how"): joblog.HOWS,
    ("job_log_goal", "answer"): _ANSWERS,
    ("message_file", "state"): _FILES,
    ("outbox_message", "channel"): notifications.CHANNELS
    | {"inbox": _l("Inbox"), "email": _l("E-mail"), "sms": "SMS", "digital_post": "Digital Post"},
    ("outbox_message", "language"): _LANGUAGES,
    ("outbox_message", "audience"): _AUDIENCES,
    ("contact_preference", "channels"): {
        "email": _l("E-mail"), "sms": "SMS", "digital_post": "Digital Post",
    },
    ("referral", "origin"): _SIDES,
    ("referral", "answer"): openings.ANSWERS,
    ("referral", "why_not"): openings.WHY_NOT,
    ("referral_event", "kind"): openings.EVENTS,
    ("plan_contact", "role"): plan.ROLES,
    ("plan_task", "owner"): plan.OWNERS,
    ("plan_task", "step"): plan.STEPS,
    ("plan_version", "answer"): plan.ANSWERS,
    ("plan_share", "answer"): _ANSWERS,
    ("data_request", "kind"): words.REQUESTS,
    ("data_request", "about"): {key: part.title for key, part in words.PARTS.items()},
    ("data_request", "decision"): words.DECISIONS,
    ("data_correction", "field"): words.FIELDS,
    ("processing_restriction", "ground"): words.GROUNDS,
    ("recruitment_request", "kind"): recruitment.KINDS,
    ("recruitment_request", "channel"): recruitment.CHANNELS,
    ("recruitment_request", "placement_form"): recruitment.PLACEMENT_FORMS,
    ("request_event", "kind"): recruitment.EVENTS,
    ("request_event", "code"): recruitment.CODES,
    ("request_event", "clock"): recruitment.CLOCKS,
    ("supported_application", "form"): supported.FORMS,
    ("supported_application", "sector"): supported.SECTORS,
    ("supported_event", "kind"): supported.EVENTS,
}  # fmt: skip
# Where there are more codes than words.
OTHERWISE = {("audit_event", "action"): _l("changed"), ("audit_event", "subject"): log.OTHERWISE}


def spoken(table: str, column: str, value: Any) -> Any:
    """The word for a code of a table's column; what is no code stays as it is."""
    known = CODES.get((table, column))
    if known is None:
        return value
    if isinstance(value, list):
        return [str(known.get(one, one)) for one in value]
    return str(known[value]) if value in known else str(OTHERWISE.get((table, column), value))
