"""The shape of what is said about the roster, hand-overs and screens."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required

WEEKDAYS = {
    0: _l("Monday"),
    1: _l("Tuesday"),
    2: _l("Wednesday"),
    3: _l("Thursday"),
    4: _l("Friday"),
}


class ShiftForm(Form):
    """Who is on duty, on which days."""

    staff = SelectField(_l("Who?"), coerce=int, validators=[InputRequired()])
    first = DatePartsField(_l("From"), validators=[required(_l("Write the first day."))])
    last = DatePartsField(_l("Until and with"), validators=[required(_l("Write the last day."))])
    weekdays = SelectMultipleField(
        _l("On which weekdays?"),
        choices=[SelectChoice(str(day), name) for day, name in WEEKDAYS.items()],
        validators=[required(_l("Choose at least one day."))],
    )
    at_night = BooleanField(_l("Also wake them at night when a promise runs out"))


class ScreenForm(Form):
    """Where the screen hangs."""

    name = StringField(_l("Where does it hang?"), validators=[required(), at_most(60)])


class HandOverForm(Form):
    """Who takes the enquiry, and what they must know."""

    staff = SelectField(_l("Who takes it?"), coerce=int, validators=[InputRequired()])
    note = StringField(_l("What must your colleague know?"), validators=[required(), at_most(500)])
    keep = BooleanField(_l("Make your colleague the named contact of this business"))
