"""Why something about openings, referrals and answers is not done."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class AnswerRefusal(Refusal):
    """Why a citizen's answer is not taken."""

    TOO_LATE = _l(
        "The time to answer has passed, so nothing was changed. Call us if you still want the job."
    )
    CLOSED = _l("The job is no longer open, so nothing was changed.")
    WITHDRAWN = _l(
        "We have taken the suggestion back, so nothing was changed. You need not do anything."
    )
    PRESENTED = _l(
        "The employer has already been told about you, so the answer can't be changed here."
        " Call us, and we will tell the employer."
    )
    NOT_A_NO = _l("You have not said no to this job, so there is nothing to explain.")
    NOT_OURS = _l(
        "This employer has not asked us for people, so we can't send you on. Apply for it yourself."
    )
    NO_LONGER_OPEN = _l("The job is no longer open. We hope you find another one.")


class OpeningRefusal(Refusal):
    """Why an opening is not stored."""

    DEADLINE_PAST = _l("The last day to apply is gone. Choose today or a later day.")
    DEADLINE_FAR = _l("The last day to apply is more than a year away. Check the year.")
    UNKNOWN_OCCUPATION = _l("One of the occupations is not in our list. Choose one we suggest.")
    CLOSED = _l("The opening is closed, so nothing was changed.")
    OF_BUSINESS = _l(
        "The opening came with a business' enquiry and ended with it. Ask the business to send a"
        " new one."
    )
    OVER = _l("The last day to apply is gone. Enter the job as a new one, with a new last day.")


class ReferralRefusal(Refusal):
    """Why a citizen is not referred to an opening, or nothing is noted of it."""

    TOO_SOON = _l("The citizen must have at least one day to answer. Choose a later day.")
    TOO_FAR = _l("That is more than two months away. Choose an earlier day.")
    AFTER_JOB = _l("The job's own deadline comes before that. Choose an earlier day.")
    NO_TIME = _l(
        "The job's deadline leaves less than a day to answer, so nobody can be asked in writing any"
        " more. Call instead."
    )
    CLOSED = _l("The opening is no longer open, so nobody can be referred to it.")
    ALREADY = _l("This citizen has been asked about the opening before.")
    CV_HIDDEN = _l("The citizen has hidden the CV. Talk together before you suggest a job.")
    NOT_NOW = _l("That can't be noted as things stand. Look at what has come of it so far.")
