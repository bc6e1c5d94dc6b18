"""Why something can't be done with an enquiry, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class RequestRefusal(Refusal):
    """Why something can't be done with an enquiry. Nothing was stored."""

    START_PAST = _l("The day has passed. Write a day from today on.")
    START_TOO_FAR = _l("Write a day within the next two years.")
    ENDS_FIRST = _l("The last day is before the first.")
    UNIT_FOREIGN = _l("That production unit belongs to another company.")
    UNIT_UNKNOWN = _l("We don't know that production unit of the company. Leave the field empty.")
    UNIT_GONE = _l("That production unit is no longer in use. Choose another, or leave it out.")
    COMPANY_CLOSED = _l("That company is noted as closed with us. Call us if that is wrong.")
    NO_UNIT = _l(
        "That is not a production unit's number: it has ten digits, and the last one checks them."
    )
    NO_CVR = _l("That is not a CVR number: it has eight digits, and the last one checks them.")
    NAME_MISSING = _l("We don't know that company yet. Write its name.")
    TOO_MANY = _l("You have sent several enquiries today. Sign in to send more, or call us.")
    RECEIVED_LATER = _l("It can't have come later than now.")
    RECEIVED_LONG_AGO = _l("Write a moment within the last thirty days.")
    WHY_EARLIER = _l("Write why it is written down later than it came.")
    ONLY_EARLIER = _l("The moment it came can only be moved back, never forwards.")
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
    VISIT_TAKEN = _l("That time is no longer free. Choose another.")
    VISIT_PLANNED = _l("A visit is planned already. Cancel it before you book another.")
    VISIT_OVER = _l("That visit has begun or is cancelled, so nothing was changed.")
    STEP_PAST = _l("That day has passed. Write when it happens.")
    STEP_TOO_FAR = _l("Write a day within a year.")
    NOTHING_TO_PAUSE = _l("There is no time running that could be paused.")
    IS_PAUSED = _l("The time is paused already.")
    NOT_PAUSED = _l("The time is not paused, so it runs already.")
    NO_JOB = _l("This enquiry is not about a job, so there is nobody to ask.")
    NOTHING_WANTED = _l("Write at least one occupation or competence to look for.")
    TOO_MUCH_WANTED = _l("Look for at most twelve things of each kind.")
    STEP_NOT_NOW = _l(
        "That can't be noted as things stand. Look at how far the candidate has come."
    )
    HIRED = _l("The employer has told us that you got the job. Call us if that is not right.")
    CV_HIDDEN = _l("One of them does not show the CV to us any more. Nobody was asked.")
    NOT_WILLING = _l(
        "Only people who said yes can be presented. One of them has changed the answer, so nobody"
        " was presented."
    )


class RosterRefusal(Refusal):
    """Why somebody can't be put on duty. Nothing was stored."""

    WRONG_ORDER = _l("Choose a last day that is not before the first.")
    OVER = _l("Those days have passed.")
    TOO_MANY = _l("Choose at most a year at a time.")
    NO_OPEN_DAY = _l("The job centre is open on none of those days.")


class SettingRefusal(Refusal):
    """Why a promise or a wording is not changed. Nothing was stored."""

    FROM_TOMORROW = _l("Write a day from tomorrow on: what has been promised stays promised.")
    FROM_TODAY = _l("Write a day from today on: what has been shown stays as it was.")
    TOO_FAR = _l("Write a day within the next two years.")
    ON_THAT_DAY = _l("There is one from that day already. Take it back first.")
    HAS_BEGUN = _l("It has begun, so it can't be taken back. Make a new one.")
    NEVER_OPEN = _l("No day of the week has opening hours, so that time would never pass.")
    TOO_SHORT = _l("Write words with at least three letters in all.")
    IS_THERE = _l("Those words are looked for already.")
    HAS_ENDED = _l("That is looked for no longer.")


class LinkRefusal(Refusal):
    """Why a link shows nothing."""

    FORGED = _l("We don't know that link. Open it from the e-mail once more, all of it.")
    EXPIRED = _l("The link has stopped working, because it is old.")
    USED = _l("The link has been used. Ask for a new one on the page of your enquiry.")
    TOO_MANY = _l("We have mailed you several links today. Use the latest, or call us.")
    NO_EMAIL = _l("We have no e-mail address for this enquiry. Call us instead.")


class FileRefusal(Refusal):
    """Why a file is not attached to an enquiry. Nothing was stored."""

    TOO_MANY = _l("The enquiry has as many files as it can have.")
    VIRUS = _l("A virus was found in the file, so it is not attached.")


class RuleRefusal(Refusal):
    """Why a version of a rule about candidates can't be written or taken back."""

    BACKWARDS = _l("A rule can begin tomorrow at the earliest. What is past keeps its rule.")
    ALREADY = _l("A version begins on that day already. Take it back, or choose another day.")
    IN_FORCE = _l("This version is in force. Write a new one that takes its place.")
    NO_WORK = _l("The work, or what is required, must count for something.")
