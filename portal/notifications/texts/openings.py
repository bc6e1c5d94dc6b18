"""What is said about openings: asked, ended, withdrawn, and sent on by their own wish."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "referral_asked": Kind(
        _l("A job is suggested"),
        _l("Is this a job for you? {title}"),
        _l(
            "{employer} is looking for: {title}.\n"
            "Why we ask you: {reason}\n"
            "Tell us no later than {answer_by} whether we may send you on."
        ),
        ("employer", "title", "reason", "answer_by"),
    ),
    "referral_ended": Kind(
        _l("A suggested job is no longer open"),
        _l("No longer open: {title}"),
        _l(
            "{employer} is no longer looking for: {title}.\n"
            "You need not do anything, and it has no effect on your benefit."
        ),
        ("employer", "title"),
    ),
    "referral_withdrawn": Kind(
        _l("A job suggestion is taken back"),
        _l("We take back a suggestion: {title}"),
        _l(
            "We asked you about {title} at {employer}, and take the question back.\n"
            "You need not answer, and it has no effect on your benefit."
        ),
        ("employer", "title"),
    ),
    "sent_on_asked": Kind(
        _l("A citizen asks to be sent on"),
        _l("A citizen asks to be sent on: {title}"),
        _l(
            "A citizen has found {title} at {employer} and asks to be sent on.\n"
            "You find the citizen among those who said yes."
        ),
        ("employer", "title"),
    ),
}
