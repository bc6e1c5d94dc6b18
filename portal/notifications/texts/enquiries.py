"""What is said about an enquiry between its receipt and its end."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

NEWS = ("business", "title", "due", "consultant")

KINDS: dict[str, Kind] = {
    "request_paused": Kind(
        _l("The time of an enquiry is paused"),
        _l("We wait a little with candidates: {title}"),
        _l(
            "The time in which you get candidates stands still for now: {reason}\n"
            "Do you not agree? Write to us on the page of the enquiry, or call us on {phone}."
        ),
        ("title", "reason"),
    ),
    "request_resumed": Kind(
        _l("The time of an enquiry runs again"),
        _l("We go on finding candidates: {title}"),
        _l("The time runs again. You get candidates no later than {due}."),
        ("title", "due"),
    ),
    "request_answer_half": Kind(
        _l("To staff: half of the time to answer has passed"),
        _l("Half of the time to answer has passed: {title}"),
        _l("{business} waits for an answer by {consultant}. It is due {due}."),
        NEWS,
    ),
    "request_answer_soon": Kind(
        _l("To staff and team leads: an answer is due"),
        _l("Answer soon: {title}"),
        _l("{business} waits for an answer by {consultant}. It is due {due}."),
        NEWS,
    ),
    "request_answer_late": Kind(
        _l("To staff and team leads: an answer is late"),
        _l("Late with an answer: {title}"),
        _l("{business} should have had an answer by {consultant} {due}. Call them now."),
        NEWS,
    ),
    "request_candidates_half": Kind(
        _l("To staff: half of the time to find candidates has passed"),
        _l("Half of the time to find candidates has passed: {title}"),
        _l("{business} waits for candidates from {consultant}. They are due {due}."),
        NEWS,
    ),
    "request_candidates_soon": Kind(
        _l("To staff and team leads: candidates are due"),
        _l("Present candidates soon: {title}"),
        _l("{business} waits for candidates from {consultant}. They are due {due}."),
        NEWS,
    ),
    "request_candidates_late": Kind(
        _l("To staff and team leads: candidates are late"),
        _l("Late with candidates: {title}"),
        _l("{business} should have had candidates from {consultant} {due}. Call them now."),
        NEWS,
    ),
    "request_handed_over": Kind(
        _l("To staff: an enquiry is handed over to you"),
        _l("An enquiry is yours now: {title}"),
        _l(
            "The enquiry of {business} is yours now: {title}.\n"
            "{who} has handed it over to you.\n"
            "What to know: {note}\n"
            "What comes next is due {due}."
        ),
        ("business", "title", "who", "note", "due"),
    ),
    "request_has_new_consultant": Kind(
        _l("An enquiry has another consultant"),
        _l("Your consultant is {consultant} now: {title}"),
        _l("{consultant} goes on with your enquiry. The direct number is {number}."),
        ("title", "consultant", "number"),
    ),
}
