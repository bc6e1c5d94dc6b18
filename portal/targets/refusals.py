"""Why figures are refused, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class TargetsRefusal(Refusal):
    """Reasons of this room."""

    CHANGED_MEANWHILE = _l(
        "Something has changed since you looked, so nothing is stored yet. Look again, then say"
        " yes."
    )
