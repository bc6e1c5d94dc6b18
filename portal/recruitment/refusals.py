"""Why something can't be done with an enquiry, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class RequestRefusal(Refusal):
    """Why something can't be done with an enquiry. Nothing was stored."""

    START_PAST = _l("The day has passed. Write a day from today on.")
    START_TOO_FAR = _l("Write a day within the next two years.")
    NOBODY_HERE = _l("We can't take enquiries here just now. Call us, and we will help you.")
    INCOMPLETE = _l("Something is still missing, so nothing was sent.")
    BEFORE_ENQUIRY = _l("It can't have happened before the enquiry came.")
    ENDED = _l("The enquiry is closed, so nothing was changed.")
    NOT_ANSWERED = _l("Answer the business before you close the enquiry.")
    CAUSE_MISSING = _l("A promise was not kept. Say why before you close the enquiry.")
    NOT_BROKEN = _l("That promise was kept, or can still be, so there is nothing to explain.")
    HAS_IT = _l("That colleague has the enquiry already.")
    IS_SERVED = _l("The business has been presented with candidates, so the enquiry counts.")
    NOT_THE_SAME = _l(
        "Choose an earlier enquiry of the same company. A copy can't stand for the first one."
    )
    NOTHING_TO_PAUSE = _l("There is no time running that could be paused.")
    IS_PAUSED = _l("The time is paused already.")
    NOT_PAUSED = _l("The time is not paused, so it runs already.")
    NO_JOB = _l("This enquiry is not about a job, so there is nobody to ask.")
    CV_HIDDEN = _l("One of them does not show the CV to us any more. Nobody was asked.")
    NOT_WILLING = _l(
        "Only people who said yes can be presented. One of them has changed the answer, so nobody"
        " was presented."
    )


class RosterRefusal(Refusal):
    """Why somebody can't be put on duty. Nothing was stored."""

    WRONG_ORDER = _l("The last day is before the first.")
    OVER = _l("Those days have passed.")
    TOO_MANY = _l("Choose at most a year at a time.")
    NO_OPEN_DAY = _l("The job centre is open on none of those days.")


class LinkRefusal(Refusal):
    """Why a link shows nothing."""

    FORGED = _l("We don't know that link. Open it from the e-mail once more, all of it.")
    EXPIRED = _l("The link has stopped working, because it is old.")
