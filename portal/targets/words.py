"""The names of targets, promises, verdicts and quarters, as people read them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import Verdict

SURVEY = {
    "guidance": _l("The guidance helps"),
    "purpose": _l("The talks have a clear purpose"),
    "plan_use": _l("My plan gives overview and direction"),
    "resources": _l("Resources and competences are drawn on"),
    "cooperation": _l("The professionals work together"),
}
MEANINGS = {
    "guidance": _l(
        "Citizens who find that the guidance they get can help them back to a job or education, or"
        " that it adds to what they know about their options."
    ),
    "purpose": _l("Citizens who find that their talks at the job centre have a clear purpose."),
    "plan_use": _l(
        "Citizens who use My plan as a tool that gives them an overview of the plan and the"
        " direction on their way to a job."
    ),
    "resources": _l(
        "Citizens who find that their resources and competences are drawn on when their plan is"
        " made."
    ),
    "cooperation": _l(
        "Citizens who find that the professionals in their course work together to help them to a"
        " job or education."
    ),
    "answer": _l("Enquiries of businesses that got their first answer in time."),
    "candidates": _l("Enquiries of businesses that were presented with candidates in time."),
}
VERDICTS = {
    Verdict.MET: _l("Met"),
    Verdict.ON_THE_RIGHT_WAY: _l("On the right way"),
    Verdict.NOT_MET: _l("Not met"),
    Verdict.TOO_EARLY: _l("Too early to say"),
}


def survey(key: str) -> str:
    """The short name of one of the five targets."""
    return str(SURVEY[key])


def service(key: str, hours: int) -> str:
    """The short name of a promise to businesses."""
    if key == "answer":
        return str(_("Answer within %(hours)s hours", hours=hours))
    return str(_("Candidates within %(hours)s hours", hours=hours))


def meaning(key: str) -> str:
    """What is counted, in one sentence."""
    return str(MEANINGS[key])


def verdict(value: Verdict) -> str:
    """The verdict's word."""
    return str(VERDICTS[value])


def quarter(value: Quarter) -> str:
    """'3. kvartal 2026' / 'Q3 2026'."""
    return str(_("Q%(number)s %(year)s", number=value.number, year=value.year))


def short_quarter(value: Quarter) -> str:
    """'3. kv.' / 'Q3', for the narrow places under a chart's bars."""
    return str(_("Q%(number)s", number=value.number))
