"""Why a message can't be sent."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class MessageRefusal(Refusal):
    """Named as what stands in the way."""

    NOT_IN_COURSE = _l("This person is not in the course. Choose one of those shown.")
    TOO_MANY = _l("You have sent very many messages today. Call us instead, and we will help you.")
    NO_SUBSTITUTE = _l("Choose a colleague of the team who can answer.")
    TOO_MANY_FILES = _l("There are too many files. Remove one, or send them in two messages.")
    VIRUS = _l("The file holds a virus, so we have not kept it. Send it from another device.")
