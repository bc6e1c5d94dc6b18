"""What is said about an enquiry between its receipt and its end."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

ENTRANCE = ("title", "answer_by", "candidates_by", "consultant", "number")
NEWS = ("business", "title", "due", "consultant")

KINDS: dict[str, Kind] = {
    "request_received": Kind(
        _l("Receipt for an enquiry"),
        _l("We have received your enquiry"),
        _l(
            "Thank you for your enquiry: {title}.\n"
            "We answer no later than {answer_by}.\n"
            "You get candidates no later than {candidates_by}.\n"
            "Your consultant is {consultant}."
        ),
        ("title", "answer_by", "candidates_by", "consultant"),
    ),
    "request_assigned": Kind(
        _l("To staff: a new enquiry"),
        _l("New enquiry: {title}"),
        _l(
            "{business} has sent an enquiry, and it is yours: {title}.\n"
            "Answer no later than {answer_by}."
        ),
        ("business", "title", "answer_by"),
    ),
    "request_answered": Kind(
        _l("An enquiry is answered"),
        _l("Answer to your enquiry: {title}"),
        _l("{consultant} has answered your enquiry. Open it to read the answer."),
        ("title", "consultant"),
    ),
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
    "request_verify": Kind(
        _l("To guests: confirm the e-mail of an enquiry"),
        _l("Confirm your e-mail: {title}"),
        _l(
            "Thank you for your enquiry: {title}.\n"
            "We answer no later than {answer_by}; the time runs from when you sent it.\n"
            "Your consultant is {consultant}, direct number {number}.\n"
            "Confirm that this e-mail is yours, so that we can write to you here. Was it not you?"
            " Then do nothing."
        ),
        ENTRANCE,
    ),
    "request_verified": Kind(
        _l("To guests: the e-mail is confirmed"),
        _l("Follow your enquiry: {title}"),
        _l(
            "We answer no later than {answer_by}.\n"
            "You get candidates no later than {candidates_by}.\n"
            "Your consultant is {consultant}, direct number {number}.\n"
            "The link shows how far we are. It needs no sign-in, and shows no names."
        ),
        ENTRANCE,
    ),
    "request_written_down": Kind(
        _l("To guests: an enquiry by phone or mail is written down"),
        _l("We have received your enquiry: {title}"),
        _l(
            "We have written down what you told us: {title}.\n"
            "We answer no later than {answer_by}.\n"
            "You get candidates no later than {candidates_by}.\n"
            "Your consultant is {consultant}, direct number {number}.\n"
            "The link shows how far we are. It needs no sign-in, and shows no names."
        ),
        ENTRANCE,
    ),
    "request_answered_in_full": Kind(
        _l("To guests: an enquiry is answered"),
        _l("Answer to your enquiry: {title}"),
        _l(
            "{answer}\n{consultant}, {number}\n"
            "Do you want to reply or send a file? Open the link, and choose “Write to us”."
        ),
        ("title", "answer", "consultant", "number"),
    ),
    "request_pass": Kind(
        _l("To guests: the way into their enquiry"),
        _l("Open your enquiry: {title}"),
        _l(
            "Open the link to read and write about your enquiry. It works once, and for an hour.\n"
            "Did you not ask for it? Then do nothing."
        ),
        ("title",),
    ),
    "request_message": Kind(
        _l("To staff: a business has written"),
        _l("Message about an enquiry: {title}"),
        _l("{business} has written to you about its enquiry: {title}."),
        ("business", "title"),
    ),
    "request_note": Kind(
        _l("A call about an enquiry is written down"),
        _l("About our call: {title}"),
        _l("{consultant} has written down what you talked about. Open the enquiry to read it."),
        ("title", "consultant"),
    ),
    "request_next_step": Kind(
        _l("The next step of an enquiry"),
        _l("What happens next: {title}"),
        _l("{step}\nBy {by}."),
        ("title", "step", "by"),
    ),
    "request_visit": Kind(
        _l("A visit is booked"),
        _l("{consultant} visits you {starts}"),
        _l("{consultant} visits you {starts_full}.\nPlace: {place}."),
        ("title", "consultant", "starts", "starts_full", "place"),
    ),
    "request_visit_cancelled": Kind(
        _l("A visit is cancelled"),
        _l("The visit {starts} is cancelled"),
        _l("The visit {starts_full} is cancelled. You can book another on the enquiry's page."),
        ("title", "starts", "starts_full"),
    ),
    "request_visit_for_staff": Kind(
        _l("To staff: a business has booked or cancelled a visit"),
        _l("Visit at {business}: {starts}"),
        _l("{business}, {title}: {what} {starts_full}.\nPlace: {place}."),
        ("business", "title", "what", "starts", "starts_full", "place"),
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
