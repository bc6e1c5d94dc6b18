"""The shape of what is sent when a talk is booked or its outcome said."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.booking.service import OUTCOMES
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


class EmptyForm(Form):
    """A button, protected against forgery."""
