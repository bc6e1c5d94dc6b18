"""The numbers the survey goes by. The values in force lie in `survey_rule`, with their dates."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Numbers:
    """Every setting of the survey. The defaults are those a new portal starts with."""

    link_days: int = 28
    after_talk_days: int = 2
    """So long after a talk somebody is asked about it, …"""
    talk_recent_days: int = 21
    """… and no talk longer ago than this is a reason to ask."""
    not_asked_days: int = 90
    guard_days: int = 45
    """Nobody is asked twice within so many days, whatever the reason."""
    first_reminder_days: int = 7
    second_reminder_days: int = 14
    reminder_weekday: int = 1
    """0 is Monday."""
    reminder_least: int = 10
    """Fewer people than this are not reminded in a batch of their own; they wait a week."""
    reminder_others_percent: int = 25
    """So many of those who have answered get the reminder too, by lot."""
    cell_least: int = 20
    batch_least: int = 5
    open_least: int = 10
    call_working_days: int = 2
    call_most_a_day: int = 50
    code_tries: int = 60
    code_minutes: int = 10
    business_guard_days: int = 90
    business_yearly_days: int = 365

    @property
    def link_lasts(self) -> timedelta:
        """How long a link opens the form."""
        return timedelta(days=self.link_days)
