"""The shape of what a request asks of people, and of whom to ask about it."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, Regexp

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, NumberField, at_most
from portal.recruitment.words_matching import DANISH

LINES = 1200
A_LINE = _l("One a line.")


class MatchForm(Form):
    """What is looked for. What is ticked is added to what is written."""

    occupations = TextAreaField(
        _l("Which work is it?"), description=A_LINE, validators=[at_most(LINES)]
    )
    other_occupations = TextAreaField(
        _l("Which other work would do nearly as well?"),
        description=A_LINE,
        validators=[at_most(LINES)],
    )
    add_occupations = SelectMultipleField(
        _l("Named in the enquiry, and added when you tick it"), validate_choice=False
    )
    competences = TextAreaField(
        _l("What is required?"), description=A_LINE, validators=[at_most(LINES)]
    )
    other_competences = TextAreaField(
        _l("What is wished for?"), description=A_LINE, validators=[at_most(LINES)]
    )
    add_competences = SelectMultipleField(
        _l("Named in the enquiry or usual in this work, and wished for when you tick it"),
        validate_choice=False,
    )
    hours_per_week = NumberField(
        _l("Hours a week"),
        validators=[
            Optional(),
            NumberRange(1, 60, _l("Write a number from %(low)d to %(high)d.", low=1, high=60)),
        ],
    )
    starts_on = DatePartsField(_l("First day"), validators=[Optional()])
    postcode = StringField(
        _l("Postcode of the workplace"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{4}\Z", message=_l("A postcode has four digits.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    danish = SelectField(
        _l("How well must Danish be spoken?"),
        choices=[SelectChoice(*one) for one in DANISH.items()],
    )
