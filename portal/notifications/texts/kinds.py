"""What each kind of message says, until a job centre writes its own words.

`{names}` are filled in when the message is queued. A line all of whose names are empty is left
out. The inbox says all; e-mail, SMS and Digital Post say only that a message waits, for others
read along. Exceptions are those who have no inbox, and letters.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """A message's name for administrators, its default subject and text."""

    name: Any
    subject: Any
    body: Any
    sample: tuple[str, ...] = ()
    """The names it may use, besides those of `COMMON`."""


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
    "cv_to_confirm": Kind(
        _l("The CV is to be confirmed"),
        _l("Is your CV still right?"),
        _l(
            "Look it through, change what is no longer right, and confirm it. It takes a few"
            " minutes, and it is what we show to businesses you say yes to."
        ),
        ("due",),
    ),
    "job_log_comment": Kind(
        _l("A comment in the job log"),
        _l("Your caseworker has written about {title}"),
        _l("You can read it in your job log, below the job."),
        ("title",),
    ),
    "job_log_goal": Kind(
        _l("A goal for the job log is proposed"),
        _l("How many jobs a week? Your caseworker proposes {number}"),
        _l("Say yes or no in your job log. Nothing changes before you have answered."),
        ("number",),
    ),
    "job_log_quiet": Kind(
        _l("The job log is quiet"),
        _l("You have not written in your job log for {number} days"),
        _l(
            "Have you applied for something, or will you? Write it in your job log, so it counts."
            " Are you away or ill? Tell us there, and the days do not count."
        ),
        ("number",),
    ),
    "caseworker_changed": Kind(
        _l("The citizen has a new caseworker"),
        _l("{caseworker} is your caseworker from now on"),
        _l(
            "{caseworker} follows your course from now on, instead of {previous}. The talks you"
            " have booked stay as they are. You can write to {caseworker} under Messages."
        ),
        ("caseworker", "previous"),
    ),
    "citizen_received": Kind(
        _l("To staff: a citizen is given to you"),
        _l("You are the caseworker of {who} from now on"),
        _l("Talks that are booked stay with whoever holds them. Read the plan, and say hello."),
        ("who",),
    ),
    "plan_proposed": Kind(
        _l("The plan is to be agreed on"),
        _l("Your caseworker asks whether your plan is right"),
        _l("Read it under My plan, see what has changed, and say yes or what is to be different."),
    ),
    "plan_agreed": Kind(
        _l("To staff: the plan is agreed on"),
        _l("{who} agrees to the plan"),
        _l("You both have the same version now."),
        ("who",),
    ),
    "plan_objected": Kind(
        _l("To staff: the plan is to be different"),
        _l("{who} wants the plan to be different"),
        _l("Read what {who} has written, change the plan together, and propose it anew."),
        ("who",),
    ),
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
    "candidates_presented": Kind(
        _l("Candidates are presented"),
        _l("Candidates for your enquiry: {title}"),
        _l(
            "We have found {number} people who have said yes to your job. Open the enquiry to"
            " see who they are and why they fit."
        ),
        ("title", "number"),
    ),
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
    "notice_email": Kind(
        _l("E-mail that a message waits"),
        _l("You have a new message in {solution}"),
        _l(
            "Hello {name}\n\nYou have a new message in {solution}. Read it here:\n\n{link}\n\n"
            "Best wishes\n{solution}\n\n"
            "You can't reply to this e-mail. Write or call us instead."
        ),
        ("name", "link"),
    ),
    "notice_sms": Kind(
        _l("SMS that a message waits"),
        _l("You have a new message in {solution}"),
        _l("You have a new message in {solution}. Read it here: {link}"),
        ("link",),
    ),
    "notice_digital_post": Kind(
        _l("Digital Post that a message waits"),
        _l("You have a new message in {solution}"),
        _l("You have a new message in {solution}. Read it here: {link}"),
        ("name", "link"),
    ),
}
COMMON = ("solution", "phone")
