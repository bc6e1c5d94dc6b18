"""The access log in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

# What a look at it is for, as both the person it is about and the one who looked read it.
PURPOSES: dict[str, Any] = {
    "access_log": _l("Checked who has looked at the data"),
    "business": _l("Worked with the company's card"),
    "business_contact": _l("Called or visited the company"),
    "call_wishes": _l("Called those who asked for it"),
    "candidate": _l("Read what is shared with the company"),
    "citizen": _l("Found in a list or by a search"),
    "cv": _l("Read the CV, to find jobs or help with it"),
    "shared_cv": _l("Read the shared CV"),
    "feed": _l("Read the overview of the course"),
    "job_log": _l("Read the job log"),
    "message_file": _l("Opened a file from the messages"),
    "message_thread": _l("Read the messages"),
    "messages": _l("Read what the job centre has told"),
    "opening": _l("Read about jobs that were suggested"),
    "referral": _l("Read about jobs that were suggested"),
    "placement": _l("Worked with the place at a company"),
    "plan": _l("Worked with the plan"),
    "plan_share": _l("Read the shared parts of the plan"),
    "profile": _l("Read the profile as a candidate"),
    "recruitment_request": _l("Worked with the enquiry"),
    "supported_application": _l("Worked with a place at a company"),
    "survey_form": _l("Printed a form for the survey"),
    "talks": _l("Saw the talks"),
    "joblog": _l("Saw the job log"),
    "openings": _l("Saw the jobs"),
    "survey": _l("Saw the survey"),
    "privacy": _l("Saw what we know"),
    "page": _l("Saw the first page"),
    "power": _l("Saw who may act for the citizen"),
    "talk": _l("Prepared or followed up a talk"),
}
OTHERWISE = _l("Worked with the case")
OPENED = _l("Asked to see the data")

ACTIONS: dict[str, Any] = {
    "export": _l("taken out as a file"),
    "list": _l("in a list"),
    "open": _l("asked for"),
    "print": _l("printed"),
    "read": _l("read"),
    "search": _l("found by a search"),
}

ROLES: dict[str, Any] = {
    "caseworker": _l("Caseworker"),
    "business_consultant": _l("Business consultant"),
    "team_lead": _l("Team lead"),
    "analyst": _l("Analyst"),
    "administrator": _l("Administrator"),
    "department": _l("Another department"),
    "representative": _l("Acts for you with a power of attorney"),
}

WHY_DRAWN: dict[str, Any] = {
    "outside": _l("Another team's citizen"),
    "protected": _l("Protected name and address"),
    "random": _l("Drawn by chance"),
}
VERDICTS: dict[str, Any] = {"in_order": _l("In order"), "ask": _l("To be asked about")}


def purpose(action: str, subject: str) -> str:
    """What a look was for."""
    if action == "open":
        return str(OPENED)
    return str(PURPOSES.get(subject, OTHERWISE))


def times(number: int) -> str:
    """How often."""
    return str(_("%(number)s times", number=number))
