"""The shape of time away and of taking over a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import Range
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, Regexp, ValidationError

from portal.accounts.models import Staff
from portal.booking.service.absences import Decision
from portal.core.clock import at_local
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, required

CLOCK = r"([01]?\d|2[0-3])[.:][0-5]\d"
LONGEST_DAYS = 400


def clock_field(label: Any, default: str) -> StringField:
    """A wall time, typed."""
    return StringField(
        label,
        default=default,
        description=_l("For example 08.30"),
        validators=[
            required(_l("Write a time.")),
            Regexp(CLOCK + r"\Z", message=_l("Write a time such as 08.30.")),
        ],
    )


class AwayForm(Form):
    """Who is away, from when to when."""

    staff = SelectField(
        _l("Who?"),
        validate_choice=False,
        validators=[required(_l("Choose one of the answers shown."))],
    )
    kind = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice("away", _l("Away")),
            SelectChoice("blocked", _l("Time kept free")),
        ],
        default="away",
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf(("away", "blocked"), message=_l("Choose one of the answers shown.")),
        ],
    )
    first = DatePartsField(_l("From"), validators=[required(_l("Write a day."))])
    first_time = clock_field(_l("From, time"), "00.00")
    last = DatePartsField(_l("Until"), validators=[required(_l("Write a day."))])
    last_time = clock_field(_l("Until, time"), "23.59")

    def offer_staff(self, people: Sequence[Staff]) -> None:
        """Let one of these be chosen."""
        self.staff.choices = [SelectChoice(str(one.id), one.name) for one in people]

    def validate_staff(self, field: Any) -> None:
        """One of those that are offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))

    def validate_last(self, field: Any) -> None:
        """After the beginning, and within a year or so."""
        if not self.first.data or not field.data:
            return
        first, last = _day(self.first), _day(self.last)
        if last < first or self.starts() >= self.ends():
            raise ValidationError(_l("It must end after it begins."))
        if (last - first).days > LONGEST_DAYS:
            raise ValidationError(_l("That is more than a year. Check the year."))

    def staff_id(self) -> int:
        """Whose time it is."""
        return int(self.staff.data)

    def first_day(self) -> date:
        """The day it begins."""
        return _day(self.first)

    def starts(self) -> datetime:
        """The moment it begins."""
        return at_local(_day(self.first), wall(self.first_time.data))

    def ends(self) -> datetime:
        """The moment it is over."""
        return at_local(_day(self.last), wall(self.last_time.data))

    def during(self) -> Range[datetime]:
        """From when until when."""
        return Range(self.starts(), self.ends())

    @staticmethod
    def decisions(sent: Mapping[str, str]) -> dict[int, Decision]:
        """What was decided for each talk: 'talk-<id>' is 'offer', 'cancel', 'leave' or an id."""
        made = {}
        for name, value in sent.items():
            talk = name.removeprefix("talk-")
            if name == talk or not (talk.isascii() and talk.isdigit()):
                continue
            if value in ("offer", "cancel", "leave"):
                made[int(talk)] = Decision(value)
            elif value.isascii() and value.isdigit():
                made[int(talk)] = Decision("hand_over", min(int(value), 2**63 - 1))
        return made


def _day(field: DatePartsField) -> date:
    assert field.data is not None
    return field.data


def wall(text: str | None) -> time:
    """The wall time typed as 8.30 or 08:30; midnight when it is none."""
    try:
        hour, minute = (text or "").replace(".", ":").split(":")
        return time(int(hour), int(minute))
    except ValueError:
        return time(0)


class TakeOverForm(Form):
    """Whose day is taken over."""

    from_staff = HiddenField(validators=[Regexp(r"\d{1,18}\Z")])
    day = HiddenField(validators=[Regexp(r"20\d\d-\d\d-\d\d\Z")])

    def validate_day(self, field: Any) -> None:
        """A day there is."""
        try:
            date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(_l("Write a day.")) from None
