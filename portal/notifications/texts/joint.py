"""What is said about taking part in another's talk: to colleagues, to guests and to the citizen."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

WHEN = ("starts", "starts_full", "caseworker", "channel", "place")
ANSWER = ("starts", "starts_full", "who")

KINDS: dict[str, Kind] = {
    "participant_invited": Kind(
        _l("To others: invitation to a talk"),
        _l("You are invited to a talk {starts}"),
        _l(
            "{caseworker} at {centre} invites you to a talk.\n"
            "When: {starts_full}.\n{channel}\nPlace: {place}.\n"
            "Please tell us whether you come:"
        ),
        ("starts", "starts_full", "caseworker", "channel", "place", "centre"),
    ),
    "participant_moved": Kind(
        _l("To others: a talk is moved"),
        _l("The talk is moved to {starts}"),
        _l(
            "The talk you are invited to by {caseworker} at {centre} is moved.\n"
            "When: {starts_full}.\n{channel}\nPlace: {place}.\n"
            "Please tell us whether you come:"
        ),
        ("starts", "starts_full", "caseworker", "channel", "place", "centre"),
    ),
    "participant_cancelled": Kind(
        _l("To others: a talk is cancelled"),
        _l("The talk {starts} is cancelled"),
        _l("The talk with {caseworker} at {centre} {starts_full} is cancelled."),
        ("starts", "starts_full", "caseworker", "centre"),
    ),
    "talk_joined": Kind(
        _l("Somebody else takes part in a talk"),
        _l("{who} takes part in your talk {starts}"),
        _l(
            "{who} takes part in your talk with {caseworker} {starts_full}.\n"
            "Call us on {phone} if you want to know more about it."
        ),
        (*WHEN, "who"),
    ),
    "participant_removed": Kind(
        _l("To others: no longer invited to a talk"),
        _l("You are no longer invited to the talk {starts}"),
        _l(
            "You are no longer invited to the talk with {caseworker} at {centre} {starts_full}.\n"
            "You don't have to do anything."
        ),
        ("starts", "starts_full", "caseworker", "centre"),
    ),
    "participant_declined": Kind(
        _l("To staff: somebody invited can't come"),
        _l("{who} can't come to the talk {starts}"),
        _l("{who} can't come to the talk {starts_full}. Open the talk to change it."),
        ANSWER,
    ),
    "participant_confirmed": Kind(
        _l("To staff: somebody who had said no can come"),
        _l("{who} can come to the talk {starts} after all"),
        _l("{who} had said no, but can come to the talk {starts_full}."),
        ANSWER,
    ),
    "colleague_added": Kind(
        _l("To staff: you take part in a talk"),
        _l("You take part in a talk {starts}"),
        _l(
            "{caseworker} has added you to a talk.\n"
            "When: {starts_full}.\nPlace: {place}.\nThe time is taken in your calendar."
        ),
        WHEN,
    ),
    "colleague_moved": Kind(
        _l("To staff: a talk you take part in is moved"),
        _l("A talk you take part in is moved to {starts}"),
        _l(
            "The talk with {caseworker} that you take part in is moved.\n"
            "When: {starts_full}.\nPlace: {place}.\nThe time is taken in your calendar."
        ),
        WHEN,
    ),
    "colleague_cancelled": Kind(
        _l("To staff: a talk you take part in is cancelled"),
        _l("A talk you take part in is cancelled: {starts}"),
        _l("The talk with {caseworker} {starts_full} is cancelled. Your time is free again."),
        WHEN,
    ),
    "colleague_removed": Kind(
        _l("To staff: you no longer take part in a talk"),
        _l("You no longer take part in a talk {starts}"),
        _l("You no longer take part in the talk with {caseworker} {starts_full}."),
        WHEN,
    ),
    "colleague_left": Kind(
        _l("To staff: a colleague can't take part after all"),
        _l("{who} can't take part in the talk {starts}"),
        _l("{who} can't take part in the talk {starts_full} after all."),
        ANSWER,
    ),
}
