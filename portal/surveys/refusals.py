"""Why the survey says no, in words for the person who meets it."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class SurveyRefusal(Refusal):
    """Why a link opens no form, or an answer, a code, a wish is not taken."""

    FORGED = _l("We can't read this link. Perhaps a part of it is missing.")
    USED = _l("This link has been used, and the answer is counted.")
    EXPIRED = _l("This link is no longer valid.")
    INCOMPLETE = _l("Some statements have no answer yet.")
    OFF_SCALE = _l("An answer is not one of those on the page.")
    TOO_LONG = _l("That is more than we can take in. Please make it a little shorter.")
    NOT_NOW = _l("We can't take answers right now. Please try again later today.")
    CLOCK_BACK = _l("A later quarter's survey has already begun. Is the computer's clock right?")
    NO_WAVE = _l("This quarter's survey has not begun yet.")
    NO_SUCH_CODE = _l("We don't know this code. Please read it again and type it once more.")
    TOO_MANY_TRIES = _l("Too many wrong codes were typed. Please wait a few minutes.")
    PAGE_TOO_OLD = _l("This page has been open too long. Please send your wish once more.")
    TOO_MANY_CALLS = _l("So many people want to be called today that you had better call us.")
    NOTHING_LEFT = _l("Nothing is left when all words are left out. Keep it back instead.")
    CHECKED_ALREADY = _l("A colleague has just decided about this answer.")
