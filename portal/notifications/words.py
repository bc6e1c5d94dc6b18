"""What pages say of messages."""

from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from portal.notifications.models import OutboxMessage

LEADS_TO: dict[str, Any] = {
    "talk_confirmed": _l("See the talk"),
    "talk_reminder": _l("See the talk"),
    "talk_moved": _l("See the talk"),
    "talk_summons": _l("See the talk"),
    "talk_handed_over": _l("See the talk"),
    "agenda_changed": _l("See the talk"),
    "talk_joined": _l("See the talk"),
    "talk_cancelled": _l("See your talks"),
    "talk_cancelled_by_centre": _l("See your talks"),
    "talk_missed_by_centre": _l("See your talks"),
    "duty_new": _l("See your talks"),
    "duty_extended": _l("See your talks"),
    "no_time_received": _l("See your talks"),
    "no_time_answered": _l("See your talks"),
    "time_offered": _l("See the time and answer"),
    "request_received": _l("See the enquiry"),
    "request_answered": _l("Read the answer"),
    "candidates_presented": _l("See the candidates"),
    "feedback_asked": _l("See the candidates"),
    "candidate_gone": _l("See the candidates"),
    "candidate_withdrew": _l("See the enquiry"),
    "candidate_got_job": _l("See the enquiry"),
    "positions_filled": _l("See the enquiry"),
    "candidate_invited": _l("See the job"),
    "candidate_hired": _l("See the job"),
    "candidate_not_chosen": _l("See the job"),
    "referral_asked": _l("See the job and answer"),
    "referral_ended": _l("See your job suggestions"),
    "referral_withdrawn": _l("See your job suggestions"),
    "sent_on_asked": _l("See the opening"),
    "survey_invited": _l("Answer the five questions"),
    "citizen_received": _l("See the citizen"),
    "plan_proposed": _l("See what has changed"),
    "plan_share_asked": _l("See who it is and answer"),
    "plan_shared": _l("See the plan"),
    "cv_to_confirm": _l("Look it through"),
    "job_log_goal": _l("Answer"),
    "job_log_quiet": _l("Write in the job log"),
    "job_log_comment": _l("Read it in the job log"),
    "survey_reminder": _l("Answer the five questions"),
    "survey_business": _l("Answer the five questions"),
    "call_wished": _l("See who wants to be called"),
    "data_copy_ready": _l("Fetch it"),
    "data_copy_failed": _l("See your data"),
    "export_ready": _l("Fetch it"),
    "export_failed": _l("Order it again"),
    "data_erased": _l("See your data"),
    "data_request_received": _l("See your data"),
    "data_request_longer": _l("See your data"),
    "data_request_decided": _l("See the answer"),
    "restriction_lifted": _l("See your data"),
}

NEEDS: dict[str, Any] = {
    "step_free": _l("A room without steps"),
    "hearing_loop": _l("A hearing loop"),
    "interpreter": _l("An interpreter"),
}
# The languages that talks are asked for in (ISO 639-1), Danish first.
TALK_LANGUAGES = (
    *("da", "en", "ar", "uk", "fa", "ps", "ti", "so", "tr", "pl", "ro", "lt", "ru", "ur"),
    *("de", "fr", "es", "zh", "th", "vi"),
)

CHANNELS: dict[str, Any] = {
    "inbox": _l("In the portal"),
    "email": _l("E-mail"),
    "sms": _l("SMS"),
    "digital_post": _l("Digital Post"),
}


def language(code: str) -> str:
    """The name of a language in the page's own; the code where it has no name."""
    return str(get_locale().languages.get(code, code))


def state(message: OutboxMessage, now: datetime) -> tuple[str, Any]:
    """What became of a message: the kind of badge, and the word."""
    if message.failed_at:
        return "error", _l("Not delivered")
    if message.dropped_at:
        return "neutral", _l("Taken back")
    if message.read_at or message.delivered_at:
        return "success", _l("Read") if message.read_at else _l("Delivered")
    if message.sent_at:
        return "success", _l("Sent")
    return "info", _l("Waits") if message.due_at > now else _l("On its way")
