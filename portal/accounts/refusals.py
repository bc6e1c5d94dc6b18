"""Why somebody can't come in, or may not do what they ask for."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class SignInRefusal(Refusal):
    """Why a person who proved who they are still can't come in."""

    UNKNOWN_CITIZEN = _l(
        "We can't find you among the job centre's citizens. Call us, and we will help you."
    )
    UNKNOWN_BUSINESS = _l(
        "We can't find your company yet. Call us, and we will open the portal for you."
    )
    UNKNOWN_STAFF = _l("You have no access to the portal. Ask your administrator.")
    NO_ROLE = _l("Your organisation has given you no role in the portal. Ask your administrator.")
    LEVEL_TOO_LOW = _l(
        "You signed in in a way that is not secure enough for the portal. Choose a more secure one,"
        " for instance the MitID app or a code display."
    )
    CLAIMS_MISSING = _l("The sign-in did not tell us who you are. Please try again.")


class ProofRefusal(Refusal):
    """Why somebody has not proved anew who they are."""

    NOT_TOLD = _l("The sign-in service did not say when you signed in. Please try again.")
    TOO_OLD = _l("You did not sign in anew. Please try again, and sign in when you are asked.")
    SOMEBODY_ELSE = _l("It was somebody else who signed in. You are still signed in as before.")


class LogoutRefusal(Refusal):
    """Why a provider's word that somebody has signed out is not taken."""

    MALFORMED = "the token does not say who has signed out"
    WRONG_ISSUER = "the token is not from this provider"
    WRONG_AUDIENCE = "the token is not meant for us"
    WRONG_TIME = "the token is too old, or from the future"
    NO_LOGOUT = "the token is not about signing out"
    SEEN_BEFORE = "the token has been used"


class RoleRefusal(Refusal):
    """Why a role is not changed."""

    GOVERNED = _l("Roles come from the organisation's directory. Change them there.")
    ONESELF = _l("You can't change your own access. Ask another administrator.")


class EmergencyRefusal(Refusal):
    """Why a security key opens nothing."""

    NOT_THE_KEY = _l("The security key was not recognised. It has been written down.")


class PowerRefusal(Refusal):
    """Why a power of attorney is not given."""

    NO_AREA = _l("Choose at least one thing the person may see.")
    STARTS_IN_PAST = _l("It can begin today at the earliest.")
    ENDS_BEFORE_START = _l("The last day must not be before the first.")
    TOO_LONG = _l("It can last two years at most. You can give it again after that.")
    NOT_A_CPR = _l("Write the person's CPR number: six digits for the birthday, then four.")
    ONESELF = _l("That is your own number. You need no power of attorney for yourself.")
    ALREADY = _l("That person has one for those days already. End it first, or choose other days.")
