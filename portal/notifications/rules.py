"""Pure decisions about sending: when a message may go out, and when to try again."""

from datetime import datetime, time, timedelta

# Nobody asked for these just now, so they don't come at night. The others answer what the person
# has just done, or can't wait.
DAYTIME_KINDS = frozenset(
    {
        "talk_reminder",
        "survey_invited",
        "survey_reminder",
        "survey_business",
        "duty_new",
        "duty_extended",
        "time_offered",
        "talk_summons",
        "talk_handed_over",
        "talk_cancelled_by_centre",
        "talk_missed_by_centre",
        "agenda_changed",
        "no_time_answered",
        "participant_invited",
        "participant_moved",
        "participant_cancelled",
        "participant_removed",
        "talk_joined",
        "message_waits",
        "caseworker_changed",
        "plan_proposed",
        "plan_share_asked",
        "cv_to_confirm",
        "job_log_goal",
        "job_log_quiet",
        "job_log_comment",
    }
)
# Once the talk has begun nobody needs to hear that a message about it waits.
UNTIL_THE_TALK = frozenset(
    {
        "talk_reminder",
        "talk_confirmed",
        "talk_moved",
        "talk_summons",
        "talk_handed_over",
        "agenda_changed",
    }
)
# The conversation itself stands in the inbox, so the word that it waits does not.
SHOWN_AS_THREADS = frozenset({"message_waits", "citizen_message_waits", "message_to_answer_for"})
# A telephone rings whatever the message is.
DAYTIME_CHANNELS = frozenset({"sms"})
DAYTIME = (time(9), time(22))

# A sender that took a message and died leaves it alone for this long. Longer than any
# conversation with a mail server lasts, or two senders could hold the same message.
LEASE = timedelta(minutes=10)
SERVER_AWAY = timedelta(minutes=1)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)

# A notice that failed longer ago than this is not sent again to a new address: the message waits
# in the inbox, and old news about nothing in particular helps nobody.
RESEND_WITHIN = timedelta(days=30)


def is_daytime(wall: time) -> bool:
    """True between 9 and 22 o'clock in Denmark."""
    starts, ends = DAYTIME
    return starts <= wall < ends


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` refused ones, or None when it is time to give up."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
