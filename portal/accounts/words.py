"""The words for who people are."""

from flask_babel import lazy_gettext as _l

TARGET_GROUPS = {
    "unemployment_benefit": _l("Unemployment benefit"),
    "job_ready": _l("Job-ready cash benefit"),
    "activity_ready": _l("Activity-ready cash benefit"),
    "obviously_education_ready": _l("Education benefit, obviously education-ready"),
    "education_ready": _l("Education benefit, education-ready"),
    "education_activity_ready": _l("Education benefit, activity-ready"),
    "sickness_benefit": _l("Sickness benefit"),
    "job_clarification": _l("Job clarification"),
    "resource_course": _l("Resource course"),
    "flex_job_allowance": _l("Unemployment allowance for flex-job"),
    "integration_benefit": _l("Integration benefit"),
    "rehabilitation": _l("Rehabilitation"),
}

# What staff are called at work, as their employer's list has it in Danish.
TITLES = {
    "sagsbehandler": _l("Caseworker"),
    "virksomhedskonsulent": _l("Business consultant"),
    "teamleder": _l("Team lead"),
    "analytiker": _l("Analyst"),
    "systemadministrator": _l("System administrator"),
    "sundhedskonsulent": _l("Health consultant"),
}


def job_title(title: str) -> str:
    """A colleague's title in the page's language where we know it, else as it is written."""
    return str(TITLES.get(title.strip().lower(), title))


LEVELS = {
    "low": _l("At assurance level Low"),
    "substantial": _l("At assurance level Substantial"),
    "high": _l("At assurance level High"),
}

# What a power of attorney is about: the word for a person, and what it lets them see.
AREAS = {
    "talks": (_l("Talks"), _l("Times, who with and why; book, move and cancel")),
    "plan": (_l("My plan"), _l("Goal, tasks and agreements")),
    "joblog": (_l("Job log"), _l("Jobs applied for")),
    "cv": (_l("CV"), _l("All of it, also versions and files")),
    "openings": (_l("Jobs"), _l("Answer job suggestions, also with the CV")),
    "messages": (_l("Messages"), _l("Read and write to the job centre, and news")),
    "survey": (_l("Survey"), _l("See that there is one, and answer it for you")),
    "privacy": (_l("Your data"), _l("See, get a copy of and delete what we know about you")),
}
HOW_MUCH = {
    "": _l("Nothing"),
    "read": _l("May see"),
    "act": _l("May see and do"),
}
ENDED_BY = {
    "citizen": _l("ended by the citizen"),
    "holder": _l("given up by the person themselves"),
    "staff": _l("ended by the job centre"),
}

ROLES = {
    "caseworker": _l("Caseworker"),
    "business_consultant": _l("Business consultant"),
    "team_lead": _l("Team lead"),
    "analyst": _l("Analyst"),
    "administrator": _l("Administrator"),
    "department": _l("Another department"),
}
