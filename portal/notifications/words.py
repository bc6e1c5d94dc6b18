"""What the button says that leads on from a message, by kind."""

from typing import Any

from flask_babel import lazy_gettext as _l

LEADS_TO: dict[str, Any] = {
    "talk_confirmed": _l("See the talk"),
    "talk_reminder": _l("See the talk"),
    "talk_cancelled": _l("See your talks"),
    "request_received": _l("See the enquiry"),
    "request_answered": _l("Read the answer"),
    "candidates_presented": _l("See the candidates"),
    "referral_asked": _l("See the job and answer"),
    "survey_invited": _l("Answer the five questions"),
}
