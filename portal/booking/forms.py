"""The shape of what is sent when a talk is booked or its outcome said."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.booking.service import OUTCOMES, Step
from portal.core import clock
from portal.core.forms import Form
from portal.fds.fields import at_most, required

# Far enough from the calendar's ends to be shown in any time zone.
FIRST_YEAR, LAST_YEAR = 2000, 2200
WISH_LENGTH = 500


class BookingForm(Form):
    """The time and the way of meeting. The times themselves are drawn by the page."""

    starts = HiddenField(_l("Time"), validators=[required(_l("Choose a time."))])
    channel = HiddenField(
        _l("How do you want to meet?"),
        validators=[
            required(_l("Choose how you want to meet.")),
            AnyOf(SELF_BOOKED_CHANNELS, message=_l("Choose how you want to meet.")),
        ],
    )

    def validate_starts(self, field: Any) -> None:
        """The time is a moment of a year that may come."""
        try:
            year = clock.parse_moment(field.data).year
        except (ValueError, OverflowError):
            year = 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(_l("Choose one of the times below."))

    def moment(self) -> datetime:
        """The time chosen."""
        return clock.parse_moment(self.starts.data)


class OutcomeForm(Form):
    """What came of a talk."""

    outcome = HiddenField(validators=[AnyOf(OUTCOMES)])


class NoTimeForm(Form):
    """What would suit the citizen, if they want to say it."""

    channel = HiddenField()
    wish = TextAreaField(
        _l("When or how would a talk suit you?"),
        validators=[at_most(WISH_LENGTH)],
        description=_l("For example: only before ten, or not on Wednesdays."),
    )


class AgendaForm(Form):
    """Something to talk about."""

    words = StringField(
        _l("Add a point"),
        validators=[required(_l("Write what you want to talk about.")), at_most(300)],
    )


OWNERS = (("citizen", _l("The citizen")), ("caseworker", _l("The job centre")))
WEEKS = (("1", _l("In a week")), ("2", _l("In two weeks")), ("4", _l("In four weeks")))


def _step(number: str) -> tuple[StringField, SelectField, SelectField]:
    """What, who and when of a next step; nothing written means that there is none."""
    return (
        StringField(_l("Step %(number)s", number=number), validators=[at_most(200)]),
        SelectField(_l("Who does it?"), choices=[SelectChoice(*owner) for owner in OWNERS]),
        SelectField(_l("When?"), choices=[SelectChoice(*when) for when in WEEKS]),
    )


class StepsForm(Form):
    """Up to three next steps that were agreed in a talk."""

    title_1, owner_1, weeks_1 = _step("1")
    title_2, owner_2, weeks_2 = _step("2")
    title_3, owner_3, weeks_3 = _step("3")

    def validate_title_1(self, field: Any) -> None:
        """At least one step is written."""
        if not any(self[f"title_{n}"].data for n in (1, 2, 3)):
            raise ValidationError(_l("Write what you agreed."))

    def steps(self) -> list[Step]:
        """The steps that are written."""
        today = clock.local_date(clock.now())
        return [
            Step(
                self[f"title_{n}"].data,
                self[f"owner_{n}"].data,
                today + timedelta(weeks=int(self[f"weeks_{n}"].data)),
            )
            for n in (1, 2, 3)
            if self[f"title_{n}"].data
        ]


class AnswerForm(Form):
    """The answer to a citizen who could not find a time."""

    answer = TextAreaField(
        _l("Answer"),
        validators=[required(_l("Write what you can offer.")), at_most(1000)],
    )


class GuestAnswerForm(Form):
    """Whether a guest comes."""

    answer = HiddenField(validators=[AnyOf(("yes", "no"))])

    def comes(self) -> bool:
        """What was answered."""
        return bool(self.answer.data == "yes")


class EmptyForm(Form):
    """A button, protected against forgery."""
