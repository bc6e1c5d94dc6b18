"""Why something can't be in a CV, or can't be read as one."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class CvRefusal(Refusal):
    """Why something can't be in the CV."""

    START_IN_FUTURE = _l("The start can't lie in the future.")
    END_IN_FUTURE = _l("The end can't lie in the future. Leave it empty if you still work there.")
    END_BEFORE_START = _l("The end can't be before the start.")
    YEAR_IN_FUTURE = _l("The year can't lie in the future. Leave it empty if you aren't done yet.")
    LANGUAGE_TWICE = _l("This language is already in your CV. Choose it to change its level.")
    TOO_MANY = _l("There is room for 100 entries here. Remove one to add another.")
    START_IS_PAST = _l("Choose today or a later day, or leave it empty if you can begin now.")
    EMPTY = _l("Your CV is still empty. Add something first, then you can confirm it.")
    VERSION_GONE = _l("That version is not there.")
