"""The parts of people's data in words: what, why, on what ground, who sees it, how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core.access import Audience
from portal.privacy.holding import Class
from portal.privacy.rules import Period

_DUTY: tuple[Any, ...] = (
    _l(
        "Our duty as an authority: the General Data Protection Regulation, article 6(1)(e), and the"
        " Act on Active Employment Efforts. For health: article 9(2)(f). For CPR numbers: section"
        " 11 of the Data Protection Act."
    ),
)
_YES: tuple[Any, ...] = (
    _l("Your yes, which you can take back at any time: article 6(1)(a) and 9(2)(a)."),
)
_SAFE: tuple[Any, ...] = (
    _l("Our duty to keep data safe, and to be able to show it: articles 5(2) and 32."),
)
_LAW: tuple[Any, ...] = (_l("Our duty to answer you: articles 12 to 22."),)


@dataclass(frozen=True)
class Part:
    """A part of the data, as people think of it."""

    title: Any
    why: Any
    ground: tuple[Any, ...]
    seen_by: Any


PARTS: dict[str, Part] = {
    "person": Part(
        _l("Who you are and how we reach you"),
        _l("To know who you are, to reach you, and to let nobody else in."),
        _DUTY,
        _l("You, your caseworker and the team. Others at the job centre give a reason first."),
    ),
    "talks": Part(
        _l("Your talks"),
        _l("To plan and hold the talks you have a right and a duty to."),
        _DUTY,
        _l("You, your caseworker, the caseworker's team, and those who take part in a talk."),
    ),
    "plan": Part(
        _l("My plan"),
        _l("To agree with you on the way to a job or an education."),
        _DUTY,
        _l("You, your caseworker and the team; other departments only the parts you let them see."),
    ),
    "cv": Part(
        _l("Your CV"),
        _l("To find work that fits you."),
        _DUTY + _YES,
        _l("You, and your caseworker as long as you let them. A business only after your yes."),
    ),
    "joblog": Part(
        _l("Your job log"),
        _l("To see that the search for a job is broad, active and realistic."),
        _DUTY,
        _l("You, your caseworker and the caseworker's team."),
    ),
    "openings": Part(
        _l("Jobs you were asked about"),
        _l("To ask you about concrete jobs, and to send you on when you say yes."),
        _DUTY + _YES,
        _l(
            "You and the job centre. A business sees only what you have said yes to, and for a"
            " short time. What you say of a no stays at the job centre."
        ),
    ),
    "placements": Part(
        _l("Work placements and wage subsidies"),
        _l("To give you a place that follows the rules."),
        _DUTY,
        _l("You, your caseworker, the business consultant and the company where you have a place."),
    ),
    "messages": Part(
        _l("What you and we write"),
        _l("To answer you, and to remember what was said."),
        _DUTY,
        _l("You, the person you write to, whoever stands in or takes over, and the team's lead."),
    ),
    "notices": Part(
        _l("What we have told you"),
        _l("So that you hear in time of what you must know."),
        _DUTY,
        _l("You. Staff see what you were told and whether it came through."),
    ),
    "survey": Part(
        _l("The survey"),
        _l("To ask everybody how it goes, and nobody too often."),
        _DUTY,
        _l(
            "Nobody sees what you answered: answers are kept without your name, and figures are"
            " shown only when enough people have answered."
        ),
    ),
    "log": Part(
        _l("The access log"),
        _l("So that you can see who has looked at your data, and we can check that it was right."),
        _SAFE,
        _l("You, and those who check the log. Nobody can change it."),
    ),
    "requests": Part(
        _l("What you ask of us about your data"),
        _l("To answer you in time, and to be able to show what was decided."),
        _LAW,
        _l("You, and those who decide on it."),
    ),
    "company": Part(
        _l("The company and its people"),
        _l("To know whom we talk to, and who may act for the company."),
        _DUTY,
        _l("People of the company, and the job centre's business consultants."),
    ),
    "enquiries": Part(
        _l("Enquiries"),
        _l("To find the people you look for, and to keep our promises of time."),
        _DUTY,
        _l("People of the company's unit, and the job centre's business consultants."),
    ),
    "places": Part(
        _l("Applications for places"),
        _l("To decide on work placements, wage subsidies and public-benefit places."),
        _DUTY,
        _l("People of the company, the employees' representative, and the job centre."),
    ),
    "systems": Part(
        _l("The company's own systems"),
        _l("To let the company's systems in, and nobody else's."),
        _DUTY,
        _l("The company's administrator. Keys are kept as codes that nobody can read."),
    ),
    "staff": Part(
        _l("Employees of the job centre"),
        _l("So that people know whom they talk to, and times can be booked."),
        _DUTY,
        _l("Those who have to do with them; the calendar only colleagues."),
    ),
}
SHOWN_TO: dict[Audience, tuple[str, ...]] = {
    Audience.CITIZEN: (
        "person", "talks", "plan", "cv", "joblog", "openings", "placements", "messages", "notices",
        "survey", "log", "requests",
    ),
    Audience.BUSINESS: (
        "company", "enquiries", "places", "systems", "person", "notices", "survey", "log",
        "requests",
    ),
    Audience.STAFF: ("staff",),
}  # fmt: skip
CLASSES: dict[Class, Any] = {
    Class.PUBLIC: _l("public"),
    Class.CONTACT: _l("work contact"),
    Class.PERSONAL: _l("personal"),
    Class.CONFIDENTIAL: _l("confidential"),
    Class.SPECIAL: _l("may say something of health and the like"),
    Class.ANONYMOUS: _l("without a name"),
    Class.LOG: _l("log"),
}
# How long, with the rule's period as %(period)s.
KEPT: dict[str, Any] = {
    "talks": _l("%(period)s after a talk or a duty has ended"),
    "account": _l("%(period)s after your course has ended and you last signed in"),
    "case": _l("%(period)s after your course has ended"),
    "messages": _l("%(period)s after your course has ended"),
    "job_log_optional": _l("%(period)s for notes and comments"),
    "cv": _l(
        "%(period)s after your course has ended and the CV was last used; until you delete it"
    ),
    "shared_cv": _l("At most %(period)s for a copy a business has; until the job is closed"),
    "notice": _l("%(period)s for the text of e-mails and SMS after they were sent"),
    "inbox": _l("%(period)s for messages in your inbox, from the end of their month"),
    "sign_in": _l("%(period)s after a sign-in has ended"),
    "log": _l("%(period)s after the end of the month of the look"),
    "open_words": _l("%(period)s for words written in the survey, which carry no name"),
    "survey_invitation": _l("%(period)s after the link has run out"),
    "call_wish": _l("%(period)s after you were called"),
    "draft": _l("%(period)s for what was begun and never sent"),
    "draft_file": _l("%(period)s for files chosen and never sent"),
    "export": _l("%(period)s for a file that was ordered"),
    "data_copy": _l("%(period)s for a copy you asked for"),
    "business_user": _l("%(period)s after access has ended and the person was last here"),
    "business_case": _l("%(period)s after it was closed"),
    "system_answer": _l("%(period)s for what your system was answered"),
    "system_message": _l("%(period)s for messages to your system"),
    "system_key": _l("%(period)s after a token or key has run out"),
    "business_contact": _l("%(period)s after the yes was taken back; telephone and e-mail at once"),
    "staff_calendar": _l("%(period)s"),
    "journal": _l("%(period)s for the list of what was deleted, which does not say what it was"),
    "backup": _l("%(period)s in backups"),
}
# What a rule of keeping is called where they stand side by side.
RULES: dict[str, Any] = {
    "talks": _l("Talks and their deadlines"),
    "account": _l("Sign-in and contact"),
    "case": _l("The case: plan, job log, referrals, places"),
    "messages": _l("Conversations and files"),
    "job_log_optional": _l("Notes in the job log"),
    "cv": _l("CVs"),
    "notice": _l("E-mails, SMS and Digital Post"),
    "inbox": _l("The inbox"),
    "sign_in": _l("Sign-ins"),
    "log": _l("The access log"),
    "open_words": _l("Words written in the survey"),
    "survey_invitation": _l("Invitations to the survey"),
    "call_wish": _l("Wishes to be called"),
    "draft": _l("Enquiries begun and not sent"),
    "draft_file": _l("Files chosen and not sent"),
    "export": _l("Files staff ordered"),
    "data_copy": _l("Copies people asked for"),
    "business_user": _l("People of companies"),
    "business_case": _l("Enquiries, applications and notes"),
    "system_answer": _l("Answers to companies' systems"),
    "system_message": _l("Messages to companies' systems"),
    "system_key": _l("Tokens and keys that have run out"),
    "business_contact": _l("Contacts who took back their yes"),
    "staff_calendar": _l("Employees' old calendars"),
    "journal": _l("The list of what was deleted"),
    "backup": _l("Backups"),
}
STANDING: dict[str, Any] = {
    "staff": _l("As long as the person works here, and what they did is kept"),
    "room": _l("As long as the company uses it"),
}
REQUESTS: dict[str, Any] = {
    "correct": _l("Correct something"),
    "erase": _l("Delete something"),
    "restrict": _l("Restrict the use of my data"),
    "object": _l("Object to what you use my data for"),
}
DECISIONS: dict[str, Any] = {
    "granted": _l("Yes"),
    "partly": _l("Partly"),
    "refused": _l("No"),
    "taken_back": _l("You took it back"),
}
GROUNDS: dict[str, Any] = {
    "accuracy": _l("It is looked at whether the data are right"),
    "unlawful": _l("The data should not be used, and you do not want them deleted"),
    "claim": _l("You need the data for a claim"),
    "objection": _l("You object to the use, and that is looked at"),
}
FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "address": _l("Address"),
    "postcode": _l("Postcode"),
    "city": _l("Town"),
    "view": _l("Your view, kept with the data"),
}


def period(of: Period) -> str:
    """A length of time in words."""
    if of.unit == "days":
        return str(ngettext("%(num)d day", "%(num)d days", of.amount))
    if of.unit == "months":
        return str(ngettext("%(num)d month", "%(num)d months", of.amount))
    return str(ngettext("%(num)d year", "%(num)d years", of.amount))


def kept(key: str, periods: Mapping[str, Period]) -> str:
    """How long something is kept, in words, by the rules in force.

    Raises:
        KeyError: when nobody has said how long, or in which words.
    """
    if key in STANDING:
        return str(STANDING[key])
    return str(KEPT[key]) % {"period": period(periods[key])}
