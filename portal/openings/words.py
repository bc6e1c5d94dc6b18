"""The codes of openings in words, for every page that shows them."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock, i18n
from portal.core.formatting import long_date
from portal.openings.rules import Reason

AREAS: dict[str, Any] = {
    "care": _l("Social and health care"),
    "teaching": _l("Teaching and childcare"),
    "green": _l("Green transition"),
    "it": _l("IT"),
}
HOURS: dict[str, Any] = {
    "": _l("All"),
    "full": _l("Full time (35 hours or more)"),
    "part": _l("Part time (15 to 34 hours)"),
    "few": _l("A few hours (under 15)"),
}
DISTANCES: dict[str, Any] = {
    "": _l("Any distance"),
    **{str(km): _l("At most %(km)s km away", km=km) for km in (5, 10, 20, 30, 50)},
}
SOURCES: dict[str, Any] = {
    "business": _l("A business' request"),
    "staff": _l("Entered by staff"),
}
ENDINGS: dict[str, Any] = {
    "filled": _l("The job is filled"),
    "withdrawn": _l("The employer has withdrawn it"),
    "other": _l("Something else"),
}
WHY_NOT: dict[str, Any] = {
    "too_far": _l("It is too far away"),
    "hours": _l("The hours don't suit me"),
    "other_work": _l("I am looking for other work"),
    "cannot": _l("I can't do what it takes"),
    "has_job": _l("I have a job, or will begin soon"),
    "other": _l("Something else"),
}
ANSWERS: dict[str | None, Any] = {
    "yes": _l("You said yes"),
    "applied": _l("You have applied yourself"),
    "no": _l("You said no"),
    None: _l("You didn't answer in time"),
}
EVENTS: dict[str, Any] = {
    "asked": _l("Asked"),
    "yes": _l("Said yes"),
    "applied": _l("Applied directly"),
    "no": _l("Said no"),
    "no_answer": _l("Did not answer in time"),
    "withdrawn": _l("Taken back"),
    "presented": _l("Shown to the employer"),
    "interview": _l("Invited to an interview"),
    "hired": _l("Got the job"),
    "not_hired": _l("Did not get the job"),
    "proposed": _l("Picked among those who fit"),
    "offered": _l("Offered the job"),
    "withdrew": _l("Stepped back"),
}
NOTED = ("interview", "hired", "not_hired")
BADGES = {
    "asked": "warning",
    "yes": "success",
    "applied": "success",
    "no": "neutral",
    "no_answer": "neutral",
    "withdrawn": "neutral",
    "presented": "info",
    "interview": "info",
    "hired": "success",
    "not_hired": "neutral",
    "proposed": "neutral",
    "offered": "info",
    "withdrew": "neutral",
}


def day(moment: datetime) -> str:
    """The day of a deadline, as it is said in a sentence."""
    return long_date(clock.local_date(moment), i18n.current(), False)


def reason(why: Reason) -> Any:
    """Why an opening may be one for the citizen, or what speaks against it, in their words."""
    about = why.about
    if why.code == "wished":
        if not about:
            return _("You wish for such work")
        return _("You wish to work as %(work)s", work=about[:1].lower() + about[1:])
    if why.code == "can":
        return _("You can: %(competence)s", competence=about)
    if why.code == "near":
        return _("%(km)s km from you", km=about) if about != "0" else _("In your own postcode")
    if why.code == "too_far":
        return _("%(km)s km from you, further than you wish", km=about)
    if why.code == "hours":
        return _("%(hours)s hours a week, close to your wish", hours=about)
    if why.code == "other_hours":
        return _("%(hours)s hours a week, which is not your wish", hours=about)
    return _("There is a shortage of people in this area")


def reason_for_staff(why: Reason) -> Any:
    """The same, as a member of staff reads it of a citizen."""
    about = why.about
    if why.code == "wished":
        return _("Wishes: %(work)s", work=about) if about else _("Wishes for such work")
    if why.code == "can":
        return _("Can: %(competence)s", competence=about)
    if why.code == "near":
        return _("%(km)s km away", km=about) if about != "0" else _("In the same postcode")
    if why.code == "too_far":
        return _("%(km)s km away, further than wished", km=about)
    if why.code in ("hours", "other_hours"):
        close = why.code == "hours"
        return _("Hours fit") if close else _("Wishes for other hours")
    return _("Shortage area")
