"""What is said about an enquiry between its receipt and its end."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

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
}
