"""Why something can't be done with an application or a place, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class PlaceRefusal(Refusal):
    """Why nothing was stored."""

    CHECKS = _l("The place can't be as it is asked for. What would be right stands below.")
    UNIT = _l("Choose one of your company's production units.")
    NOT_OPEN = _l("It is decided, or has ended, so nothing was changed.")
    NO_CONSENT = _l("The employees' representative has not said yes, so it can't be approved yet.")
    NO_PLACE = _l("Only a place that is approved and not over can be given to somebody.")
    TAKEN = _l("Somebody has the place already.")
    BUSY = _l("The citizen has another place in that time, so nothing was changed.")
    PARTNER_FULL = _l("The partner company has no place free in that time.")
    TOO_LONG = _l("That is longer than the rule in force allows.")
    NOT_EXTENDABLE = _l("Only a place somebody has, and that nothing follows, can be extended.")
    BAD_END = _l("Choose a day that is not later than the last day of the place.")
    END_PAST = _l("Choose a day within the last month, or a later one.")
    LINK_OFTEN = _l("The link was sent several times today. Call them, or try again tomorrow.")
    LINK_REPLACED = _l("Somebody else has been asked since, so this link shows nothing.")
    ANSWERED = _l("You have answered already, so nothing was changed.")
    GONE = _l(
        "The company has taken the application back, or it is decided. Thank you all the same."
    )


class AgreementRefusal(Refusal):
    """Why an agreement is not made or ended."""

    PLACES = _l("A partner company has two to four places.")
    DATES = _l("The last day is before the first, or more than three years away.")
    OVERLAPS = _l("The production unit has an agreement in that time.")
    OVER = _l("The agreement is over already, so nothing was changed.")
    IN_USE = _l("Somebody has a place there after that day. End the place first.")


class RuleRefusal(Refusal):
    """Why a version of a rule about places can't be written or taken back."""

    BACKWARDS = _l("A rule can begin tomorrow at the earliest. What is past keeps its rule.")
    ALREADY = _l("A version begins on that day already. Take it back, or choose another day.")
    IN_FORCE = _l("This version is in force. Write a new one that takes its place.")
