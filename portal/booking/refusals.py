"""Why a talk can't be booked or changed, in words."""

from flask_babel import lazy_gettext as _l

from portal.booking.rules import No
from portal.core.errors import Refusal


class BookingRefusal(Refusal):
    """Named as the rules name them, and what only the service can know."""

    PAST = _l("This time has already passed. Choose another time.")
    TOO_SOON = _l("This time is too soon for us to prepare. Choose a later time.")
    TOO_FAR = _l("This time is too far ahead. Choose an earlier time.")
    CLOSED = _l("The job centre is closed on that day. Choose another day.")
    OUTSIDE = _l("Your caseworker has no talks at that time. Choose another time.")
    ABSENT = _l("Your caseworker is away at that time. Choose another time.")
    TAKEN = _l("The time has just been taken. Nothing is booked yet.")
    COLLEAGUE_BUSY = _l("Somebody who takes part is busy at that time. Choose another time.")
    CITIZEN_BUSY = _l("You already have another talk at that time. Choose another time.")
    AFTER_DEADLINE = _l("The talk must be held earlier than that. Choose an earlier time.")
    DAY_FULL = _l("Your caseworker has no more talks that day. Choose another day.")
    NO_ROOM = _l("All our rooms are taken at that time. Choose another time or way to meet.")
    KEPT = _l("That time is kept free for others. Choose another time.")
    NOT_SELF_BOOKED = _l("We set the time of this talk. You hear from us.")
    TOO_MANY_CHANGES = _l(
        "You have moved or cancelled this talk several times. Call us, and we find a time together."
    )
    ANOTHER_TEAM = _l("This caseworker can't hold the talk. Choose another time.")
    WITHDRAWN = _l("You no longer have to book this talk. Nothing is booked.")
    DAYS_IN_ORDER = _l("The talk is booked first and held afterwards. Check the two days.")
    SHORT_NOTICE = _l("The citizen gets shorter notice than the rule promises. Say why.")
    ALREADY_DUE = _l("The citizen already has such a talk to book, or has booked it.")
    CANCEL_FIRST = _l("A talk is booked for this. Cancel the talk first.")
    TOO_MANY_STEPS = _l("Agree on three next steps at most. The rest can wait for the next talk.")
    OFFER_OVER = _l("This offer is over. You keep the talk you have.")
    AGENDA_CLOSED = _l("The talk has begun or is cancelled, so the agenda can't be changed.")
    AGENDA_FULL = _l("There are ten points already. Take one away to add another.")
    TALKS_HIT = _l("A talk is booked in that time. Decide what becomes of it first.")
    NOT_BOOKED = _l("This talk is over or cancelled, so it can't be changed.")
    BEGUN = _l("This talk has begun, so it can't be changed here. Call us if you can't come.")
    TOO_LATE = _l("It is too late to change the talk here. Call us, and we will help you.")
    NOT_BEGUN = _l("The talk has not begun yet. Say what came of it afterwards.")
    HAS_TALK = _l("You already have a talk. You can move it to another time.")
    RULE_BACKWARDS = _l("A rule can begin tomorrow at the earliest. What is past keeps its rule.")
    RULE_IN_FORCE = _l("This version is in force. Write a new one that takes its place.")
    RULE_ALREADY = _l("A version begins on that day already. Take it back, or choose another day.")
    PURPOSE_USED = _l("A rule uses this purpose. Give the rule another purpose first.")
    TALKS_THAT_DAY = _l("Talks are booked on that day. Move or cancel them first.")
    CLOSING_PAST = _l("The day has gone by.")
    NAME_TAKEN = _l("There is one of that name already. Choose another name.")
    PATTERN_BACKWARDS = _l("It can begin today at the earliest. What is past stays as it was.")
    TALKS_OUTSIDE = _l("Talks are booked after that day. See them, and say that they stay.")
    PATTERN_OVERLAPS = _l("There are times then already. Change or end those first.")
    CHANNEL = _l("Choose how you want to meet.")
    ASKED_ALREADY = _l("Somebody with this e-mail address takes part already.")
    PARTICIPANTS_FULL = _l("Eight others take part already. Remove one to add another.")
    PARTICIPANTS_CLOSED = _l("The talk has begun or is cancelled, so who takes part is settled.")


class GuestRefusal(Refusal):
    """Why a guest's link opens no invitation."""

    FORGED = _l("We can't read this link. Perhaps a part of it is missing.")
    MOVED = _l("The talk is moved. Answer with the link in our newest e-mail.")
    CANCELLED = _l("The talk is cancelled, so you don't have to do anything.")
    OVER = _l("The talk has begun or is over, so the answer can't be changed here.")
    REMOVED = _l("You are no longer invited to this talk, so you don't have to do anything.")
    ENOUGH = _l("You have changed your answer many times. Call us if it must change again.")


def refusal_for(no: No) -> BookingRefusal:
    """What a rule's answer is called here."""
    return BookingRefusal[no.name]
