"""What is said about talks: booked, moved, due, offered, and those that did not come about."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

TALK = ("starts", "starts_full", "caseworker", "purpose", "channel", "place")
DEADLINES = ("book_by", "hold_by")

KINDS: dict[str, Kind] = {
    "talk_confirmed": Kind(
        _l("A talk is booked"),
        _l("Your talk is booked: {starts}"),
        _l(
            "When: {starts_full}.\nWith: {caseworker}.\nWhy: {purpose}.\n"
            "{channel}\nPlace: {place}.\n"
            "You can move or cancel it under Talks."
        ),
        TALK,
    ),
    "talk_moved": Kind(
        _l("A talk is moved"),
        _l("Your talk is moved to {starts}"),
        _l(
            "When: {starts_full}.\nWith: {caseworker}.\nWhy: {purpose}.\n"
            "{channel}\nPlace: {place}.\n"
            "The old time no longer applies. You can move or cancel the talk under Talks."
        ),
        TALK,
    ),
    "talk_reminder": Kind(
        _l("Reminder of a talk"),
        _l("Remember your talk: {starts}"),
        _l(
            "When: {starts_full}.\nWith: {caseworker}.\nWhy: {purpose}.\n"
            "{channel}\nPlace: {place}.\n"
            "If you can't come, cancel it under Talks as soon as you can."
        ),
        TALK,
    ),
    "talk_cancelled": Kind(
        _l("The citizen has cancelled"),
        _l("Your talk is cancelled: {starts}"),
        _l(
            "The talk with {caseworker} {starts} is cancelled.\n"
            "If you still need to hold a talk, your page says when to book it by."
        ),
        TALK,
    ),
    "talk_cancelled_by_centre": Kind(
        _l("The job centre has cancelled"),
        _l("We have to cancel your talk: {starts}"),
        _l(
            "We are sorry, but we have to cancel your talk with {caseworker} {starts}.\n"
            "It is our doing, so your deadline stands still and nothing happens to you.\n"
            "You come first in line for a new time. Choose it under Talks."
        ),
        TALK,
    ),
    "talk_missed_by_centre": Kind(
        _l("The job centre did not come"),
        _l("We are sorry that we did not come"),
        _l(
            "You had a talk with {caseworker} {starts}, and we did not come. We apologise.\n"
            "It is our mistake, so your deadline stands still and nothing happens to you.\n"
            "You come first in line for a new time. Choose it under Talks."
        ),
        TALK,
    ),
    "talk_summons": Kind(
        _l("Summons to a talk"),
        _l("You have a talk: {starts}"),
        _l(
            "We have set a time for your talk.\n"
            "When: {starts_full}.\nWith: {caseworker}.\nWhy: {purpose}.\n"
            "{channel}\nPlace: {place}.\n"
            "If you can't come, call us on {phone} as soon as you can, and we find another time.\n"
            "Not coming to a talk can affect your benefit."
        ),
        TALK,
    ),
    "talk_handed_over": Kind(
        _l("A colleague takes over a talk"),
        _l("Your talk {starts} is with {caseworker}"),
        _l(
            "{previous} can't hold your talk, so you meet {caseworker} instead.\n"
            "When: {starts_full}.\nWhy: {purpose}.\n{channel}\nPlace: {place}.\n"
            "Time and place are the same. You can move the talk under Talks."
        ),
        (*TALK, "previous"),
    ),
    "agenda_changed": Kind(
        _l("A point is added to the agenda"),
        _l("There is a new point for your talk {starts}"),
        _l("{caseworker} has added something to talk about. Read it under Talks."),
        TALK,
    ),
    "duty_new": Kind(
        _l("A talk to book"),
        _l("Book your next talk no later than {book_by}"),
        _l(
            "Book your next talk no later than {book_by}. The talk must be held by {hold_by}.\n"
            "Why: {purpose}.\n"
            "Can't you find a time? Then tell us under Talks, and your deadline stands still."
        ),
        (*DEADLINES, "purpose"),
    ),
    "duty_extended": Kind(
        _l("A deadline has moved"),
        _l("You have more time to book your talk"),
        _l(
            "{because}\n"
            "You can now book no later than {book_by}. The talk must be held by {hold_by}.\n"
            "You don't have to do anything about the old deadline."
        ),
        (*DEADLINES, "because"),
    ),
    "no_time_received": Kind(
        _l("The citizen could not find a time"),
        _l("We find a time with you"),
        _l(
            "You told us that you can't find a time. Your deadline stands still.\n"
            "You hear from us by {answer_by}."
        ),
        ("answer_by",),
    ),
    "no_time_to_answer": Kind(
        _l("To staff: somebody could not find a time"),
        _l("A citizen can't find a time"),
        _l("A citizen can't find a time to book. We have promised an answer by {answer_by}."),
        ("answer_by",),
    ),
    "no_time_answered": Kind(
        _l("Answer to who could not find a time"),
        _l("Answer about a time for your talk"),
        _l("{answer}\nYour new deadline stands under Talks."),
        ("answer",),
    ),
    "time_offered": Kind(
        _l("A time is offered"),
        _l("You can have a time {starts}"),
        _l(
            "{because}\n"
            "You can have {starts_full} with {caseworker}. Answer no later than {expires_at}.\n"
            "If you don't answer, nothing changes for you."
        ),
        ("starts", "starts_full", "caseworker", "expires_at", "because"),
    ),
    "not_enough_times": Kind(
        _l("To staff: there are not enough times"),
        _l("There are not enough times to book"),
        _l("{team}: {short} more times are needed by {hold_by}."),
        ("team", "short", "hold_by"),
    ),
}
