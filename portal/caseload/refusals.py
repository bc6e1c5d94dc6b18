"""Why something about whose citizens they are can't be done."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class CaseloadRefusal(Refusal):
    """Named refusals; the value is the sentence for the person who is refused."""

    REASON_GONE = _l("That reason is no longer in use. Choose another.")
    NO_SUCCESSOR = _l("Choose an active caseworker.")
    CHANGED_MEANWHILE = _l("Somebody else has changed the caseworker. See who it is now.")
    ALREADY_NAMED = _l("They may see it already.")
    NOT_PROTECTED = _l("Name and address are not protected.")
