"""Why the words of a message, or an address, can't be stored."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class TextRefusal(Refusal):
    """Named as what stands in the way."""

    CHANGED_MEANWHILE = _l("Somebody else has just changed these words. See theirs first.")
