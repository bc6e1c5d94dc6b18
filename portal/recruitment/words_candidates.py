"""How far a candidate has come, in words for each side."""

from typing import Any

from flask_babel import lazy_gettext as _l

STEPS: dict[str, Any] = {
    "": _l("Not asked"),
    "proposed": _l("Proposed"),
    "asked": _l("Asked"),
    "yes": _l("Willing"),
    "no": _l("Said no"),
    "applied": _l("Has applied directly"),
    "no_answer": _l("Did not answer in time"),
    "withdrawn": _l("Question taken back"),
    "presented": _l("Presented"),
    "interview": _l("Invited to a talk"),
    "offered": _l("Offered the job"),
    "hired": _l("Hired"),
    "not_hired": _l("Not chosen"),
    "withdrew": _l("Stepped back"),
}
BADGES = {"hired": "success", "interview": "info", "offered": "info", "yes": "success"}
DO: dict[str, Any] = {
    "interview": _l("Invite"),
    "offered": _l("Has been offered the job"),
    "hired": _l("Hired"),
    "not_hired": _l("Not relevant"),
}
DONE: dict[str, Any] = {
    "interview": _l("It is noted, and the candidate is told that you get in touch."),
    "offered": _l("It is noted."),
    "hired": _l("Congratulations. It is noted, and the candidate is told."),
    "not_hired": _l("It is noted. Thank you for saying why."),
}
WHY_NOT: dict[str, Any] = {
    "competences": _l("Cannot do what the job takes"),
    "experience": _l("Too little experience"),
    "terms": _l("Hours, start or place did not suit"),
    "language": _l("Language"),
    "other_candidate": _l("We chose somebody else"),
    "no_contact": _l("Did not answer or did not come"),
    "other": _l("Something else"),
}
FACTS: dict[str, Any] = {
    "experience": _l("Latest work"),
    "competences": _l("Is good at"),
    "wishes": _l("Would like to work as"),
    "languages": _l("Languages"),
    "considerations": _l("A workplace must think of"),
}
"""By what each line of a short profile begins with."""
TO_CITIZEN: dict[str, Any] = {
    "asked": _l("We asked you"),
    "yes": _l("You said yes"),
    "no": _l("You said no"),
    "applied": _l("You applied yourself"),
    "no_answer": _l("You didn't answer in time"),
    "withdrawn": _l("We took the question back"),
    "presented": _l("The employer was told about you"),
    "interview": _l("The employer wants to meet you"),
    "offered": _l("You were offered the job"),
    "hired": _l("You got the job"),
    "not_hired": _l("The employer chose somebody else"),
    "withdrew": _l("You stepped back"),
}


def facts(profile: str) -> list[tuple[Any, str]]:
    """The lines of a short profile, each with what it is about; those of old say only the fact."""
    lines = [line.partition("\t") for line in profile.split("\n") if line]
    return [(FACTS[code], fact) if code in FACTS else ("", code) for code, _tab, fact in lines]
