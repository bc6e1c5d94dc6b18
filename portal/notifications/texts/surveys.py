"""What is said about the survey: asked for an answer, and asked to be rung up."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "survey_invited": Kind(
        _l("Invitation to the survey"),
        _l("Five short questions about your course"),
        _l(
            "Tell us how you find your course at the job centre. It takes a minute, and nobody"
            " can see what you in particular answered.\n"
            "At a screen in our reception you can also type this code: {code}."
        ),
        ("code",),
    ),
    "survey_reminder": Kind(
        _l("Reminder of the survey"),
        _l("There is still time to tell us"),
        _l(
            "We would still like to know how you find working with the job centre. It takes a"
            " minute.\n"
            "Have you answered? Then thank you, and you need do nothing. So that nobody can see who"
            " has, some get this reminder who have.\n"
            "At a screen in our reception you can also type this code: {code}."
        ),
        ("code",),
    ),
    "survey_business": Kind(
        _l("Invitation to the survey of businesses"),
        _l("Five short questions about our service"),
        _l(
            "Tell us how you find working with the job centre. It takes a minute, and nobody can"
            " see what you in particular answered."
        ),
        ("code",),
    ),
    "call_wished": Kind(
        _l("To team leads: somebody wants to be called"),
        _l("Somebody wants to be called by {due_on}"),
        _l(
            "Somebody asked on the survey's last page to be called. Their name and number stand on"
            " the list. What they answered is not known to anybody."
        ),
        ("due_on",),
    ),
}
