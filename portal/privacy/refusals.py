"""Why something can't be asked, decided or lifted."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class PrivacyRefusal(Refusal):
    """Why a request, or an answer to one, is not taken."""

    DECIDED = _l("This is decided already. Reload the page to see what was said.")
    LONGER_ALREADY = _l("The time has been made longer once already.")
    TOO_MANY = _l("You have asked for many things that wait for an answer. We take those first.")
    LIFTED = _l("The restriction is lifted already.")
    NOT_TO_COME = _l("Choose a day that is to come: what was kept by a rule is not changed.")
    NO_LENGTH = _l("Write a number from 1; at most 3650 days, or 100 months or years.")
    TOO_SHORT = _l("This must be kept for half a year at least.")
