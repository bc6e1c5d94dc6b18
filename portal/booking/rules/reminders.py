"""When to remind of a talk."""

from datetime import datetime, time, timedelta

from portal.core.clock import at_local, local, local_date

REMIND_FROM, REMIND_UNTIL = time(9), time(22)
REMIND_EVENING_BEFORE = time(21)
REMINDER_HELPS_UNTIL = timedelta(hours=1)
"""A reminder later than this before the talk comes too late to help anybody."""


def remind_at(start: datetime, before: timedelta, now: datetime) -> datetime | None:
    """When to remind of a talk, about so long before it: never at night, never too late to help.

    A reminder that would come at night waits for the morning, or comes the evening before when
    the morning is too late. None when the moment has passed: the confirmation is news enough.
    """
    wanted = start - before
    day, clock_shows = local_date(wanted), local(wanted).time()
    if REMIND_FROM <= clock_shows < REMIND_UNTIL:
        choices = [wanted]
    else:
        morning = day if clock_shows < REMIND_FROM else day + timedelta(days=1)
        evening = morning - timedelta(days=1)
        choices = [at_local(morning, REMIND_FROM), at_local(evening, REMIND_EVENING_BEFORE)]
    useful = [moment for moment in choices if now < moment <= start - REMINDER_HELPS_UNTIL]
    return useful[0] if useful else None
