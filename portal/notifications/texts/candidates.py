"""What citizens, businesses and staff are told of candidates."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

JOB = ("title", "employer")
ENQUIRY = ("title", "business")

KINDS: dict[str, Kind] = {
    "candidates_presented": Kind(
        _l("Candidates are presented"),
        _l("Candidates for your enquiry: {title}"),
        _l(
            "We have found {number} people who have said yes to your job. Open the enquiry to"
            " see who they are and why they fit."
        ),
        ("title", "number"),
    ),
    "candidate_invited": Kind(
        _l("A citizen is invited by an employer"),
        _l("{employer} wants to meet you: {title}"),
        _l(
            "{employer} wants to talk with you about the job: {title}.\n"
            "They get in touch with you. You can see what they see of you, and step back, on the"
            " page of the job."
        ),
        JOB,
    ),
    "candidate_not_chosen": Kind(
        _l("An employer has chosen somebody else"),
        _l("{employer} has chosen somebody else: {title}"),
        _l(
            "{employer} has chosen somebody else for the job: {title}.\n"
            "They can't see your CV any more. We keep looking, and it has no effect on your"
            " benefit."
        ),
        JOB,
    ),
    "candidate_hired": Kind(
        _l("A citizen got a job"),
        _l("Congratulations: {title}"),
        _l(
            "{employer} has told us that you got the job: {title}. Congratulations.\n"
            "It stands in your job log. Is it not right? Then write to us."
        ),
        JOB,
    ),
    "candidate_gone": Kind(
        _l("To businesses: a candidate has stepped back"),
        _l("A candidate is no longer available: {title}"),
        _l(
            "One of the candidates for your enquiry is no longer available: {title}.\n"
            "We keep looking, and your consultant has been told."
        ),
        ("title",),
    ),
    "candidate_withdrew": Kind(
        _l("To staff: a candidate has stepped back"),
        _l("A candidate has stepped back: {title}"),
        _l(
            "A citizen who was presented to {business} has stepped back: {title}.\n"
            "The business can't see them any more. Is there somebody else?"
        ),
        ENQUIRY,
    ),
    "candidate_got_job": Kind(
        _l("To staff: a candidate is hired"),
        _l("Hired: {title}"),
        _l("{business} has hired one of the candidates: {title}. There are positions left."),
        ENQUIRY,
    ),
    "positions_filled": Kind(
        _l("To staff: all positions are filled"),
        _l("All positions are filled: {title}"),
        _l(
            "{business} has hired for the last position: {title}.\n"
            "Nobody can be asked about it any more, and the enquiry is closed."
        ),
        ENQUIRY,
    ),
    "filled_but_open": Kind(
        _l("To staff: all positions are filled, and the enquiry waits to be closed"),
        _l("All positions are filled: {title}"),
        _l(
            "The last position at {business} is filled: {title}.\n"
            "Open the enquiry, answer what waits or say why a promise was not kept, and close it."
        ),
        ENQUIRY,
    ),
    "feedback_asked": Kind(
        _l("To businesses: how did it go with the candidates?"),
        _l("How did it go? {title}"),
        _l(
            "Two weeks ago we showed you candidates: {title}.\n"
            "Open the enquiry and say whom you have invited, hired or not chosen. It takes a"
            " minute, and the candidates would like to know."
        ),
        ("title",),
    ),
}
