"""What is said when a message waits in a thread, to citizens and to staff."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "message_waits": Kind(
        _l("Staff have written to the citizen"),
        _l("A message from {who}"),
        _l("{who} has written to you. Read it under Messages."),
        ("who",),
    ),
    "citizen_message_waits": Kind(
        _l("To staff: a citizen has written"),
        _l("A citizen has written to you"),
        _l("Read it under Messages. We have promised an answer by {answer_by}."),
        ("answer_by",),
    ),
    "message_to_answer_for": Kind(
        _l("To staff: answer a citizen for a colleague"),
        _l("You are asked to answer for {who}"),
        _l("A citizen has written to {who}, and you are asked to answer. It is under Messages."),
        ("who",),
    ),
}
