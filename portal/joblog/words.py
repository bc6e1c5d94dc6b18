"""The job log's codes in words, for every page that shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

HOWS: dict[str, Any] = {
    "": _l("Choose"),
    "online": _l("On the web"),
    "email": _l("By e-mail"),
    "phone": _l("By phone"),
    "in_person": _l("I went there"),
    "network": _l("Through somebody I know"),
    "referral": _l("Suggested by the job centre"),
    "other": _l("In another way"),
}

STATUSES: dict[str, Any] = {
    "planned": _l("I will apply"),
    "applied": _l("I have applied"),
    "interview": _l("I am invited to an interview"),
    "offer": _l("I got the job"),
    "rejected": _l("I got a no"),
}
