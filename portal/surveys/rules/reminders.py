"""When reminders go out."""

from datetime import date, timedelta

from portal.surveys.rules.numbers import Numbers


def batch_day(today: date, weekday: int) -> date:
    """The latest day of batches: today when it is that weekday, else the one before."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def invited_before(day: date, number: int, numbers: Numbers) -> date:
    """Whoever was invited before this day is in the batch of `day`, for the reminder `number`."""
    days = numbers.first_reminder_days if number == 1 else numbers.second_reminder_days
    return day - timedelta(days=days - 1)
