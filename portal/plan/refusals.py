"""Why something can't be in a plan, or can't be agreed on."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class PlanRefusal(Refusal):
    """Why something can't be in the plan."""

    PAST = _l("The day has gone by. Choose today or a later day.")
    TOO_FAR = _l("The day is more than two years away. Check the year.")
    TOO_MANY = _l(
        "There are 100 tasks in the plan that are not done. Do or remove one to add another."
    )
    NOT_CURRENT = _l("This version is answered or replaced. You see the newest one now.")
    CHANGED_SINCE = _l(
        "The plan has been changed since it was proposed. Look at the newest version first."
    )
    NOTHING_NEW = _l("The plan reads as what was proposed or agreed last. There is nothing to ask.")
    CONTACT_TWICE = _l("This person is already in the course with that role.")
    TOO_MANY_CONTACTS = _l("There are twelve people in the course. Remove one to add another.")


class ShareRefusal(Refusal):
    """Why somebody can't be invited to see a plan, or the answer is not taken."""

    ALREADY = _l("This person is invited already. Take that invitation back to make a new one.")
    ENDS_TOO_SOON = _l("The last day has gone by. Choose today or a later day.")
    LASTS_TOO_LONG = _l("A plan is shown for at most a year. Choose an earlier last day.")
    NOTHING_CHOSEN = _l("Choose at least one part of the plan.")
    OVER = _l("The invitation has ended, so nothing was changed.")
