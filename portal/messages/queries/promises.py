"""By when answers are promised: the dated rule and the work calendar together."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.messages import rules
from portal.messages.models import MessageSetting

USUAL_DAYS = 2
SATURDAY = 5


@dataclass(frozen=True)
class Promises:
    """The rules with the day each holds from, the newest first, and the working days."""

    settings: list[MessageSetting]
    is_open: rules.IsOpen
    now: datetime

    def setting(self, day: date) -> MessageSetting | None:
        """The rule in force on a day."""
        return next((one for one in self.settings if one.valid_from <= day), None)

    def by(self, sent_at: datetime) -> date:
        """The day by which a message sent then is answered, by the rule of that day."""
        setting = self.setting(clock.local_date(sent_at))
        days = setting.answer_days if setting else USUAL_DAYS
        return rules.answer_by(sent_at, days, self.is_open)

    def is_late(self, sent_at: datetime) -> bool:
        """True when the promised day is over."""
        return rules.is_late(self.by(sent_at), self.now)

    def back_on(self, until: datetime) -> date:
        """When somebody who is away until then is back."""
        return rules.back_on(until, self.is_open)


def promises(session: Session, now: datetime) -> Promises:
    """The rules and the calendar, in two statements."""
    rows = session.scalars(sa.select(MessageSetting).order_by(MessageSetting.valid_from.desc()))
    work = calendar.load(session, clock.local_date(now))
    return Promises(list(rows), work.is_open if work.hours else _is_weekday, now)


def _is_weekday(day: date) -> bool:
    """Working days where nobody has said yet when the job centre is open."""
    return day.weekday() < SATURDAY and day not in calendar.public_holidays(day.year)
