"""Why something can't be in a job log."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class JobLogRefusal(Refusal):
    """Why something can't be in the log."""

    FUTURE = _l("The day lies in the future. Choose “I will apply” if you haven't applied yet.")
    TOO_FAR = _l("The day is more than a year away. Check the year.")
    TOO_OLD = _l("The day is more than a year ago. Check the year.")
    TOO_MANY = _l("Your job log is full. Delete an old entry to add a new one.")
    NEXT_PAST = _l("The day of the next step is gone. Choose today or a later day.")
    NEXT_TOO_FAR = _l("The day of the next step is more than a year away. Check the year.")
    ENDS_BEFORE = _l("The last day can't be before the first.")
    AWAY_TOO_LONG = _l("That is more than a year. Talk to your caseworker about a long time away.")
    AWAY_TOO_OLD = _l("That is more than four weeks ago. Talk to your caseworker about it.")
    AWAY_TOO_FAR = _l("These days are more than a year away. Check the year.")
    AWAY_ALREADY = _l("You have already told us of some of these days.")
    ANSWERED = _l("This proposal is answered or replaced. You see what holds now.")
