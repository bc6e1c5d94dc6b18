"""Why an order is not taken."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class ExportRefusal(Refusal):
    """Nothing was stored."""

    TOO_MANY = _l("You have as many files in the making as you can have. Wait for one of them.")
    ENDED = _l("It had ended already, so there was nothing to stop.")
