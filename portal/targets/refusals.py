"""Why something is refused in this room, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class TargetsRefusal(Refusal):
    """Reasons of this room."""

    CHANGED_MEANWHILE = _l(
        "Something has changed since you looked, so nothing is stored yet. Look again, then say"
        " yes."
    )
    EDITED_MEANWHILE = _l(
        "Somebody else has changed this text since you opened it. What you wrote is still below:"
        " compare, and save again."
    )
    WITHDRAWN = _l("This text was withdrawn. Publish it again before you change it.")
    NOT_PUBLISHED = _l(
        "This text is a draft. Nobody outside can see it, so there is nothing to withdraw."
    )
