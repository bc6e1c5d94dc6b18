"""The job log's codes in words, for every page that shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATUSES: dict[str, Any] = {
    "planned": _l("I will apply"),
    "applied": _l("I have applied"),
    "interview": _l("I am invited to an interview"),
    "offer": _l("I got the job"),
    "rejected": _l("I got a no"),
}
