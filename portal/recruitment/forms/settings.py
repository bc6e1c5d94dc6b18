"""The shape of a new promise to businesses, and of words that are looked for."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import NumberRange

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.fds.versions import source as source_field
from portal.recruitment import words
from portal.recruitment.forms.handling import choices
from portal.recruitment.models import GROUNDS

MOST_HOURS = 24 * 31


class PromiseForm(Form):
    """What is promised from a day on."""

    valid_from = DatePartsField(
        _l("Holds from"),
        description=_l("Tomorrow at the earliest. What came before keeps what it was promised."),
        validators=[required(_l("Write a day."))],
    )
    hours = NumberField(
        _l("Within how many hours?"),
        validators=[
            required(_l("Write a number.")),
            NumberRange(
                1, MOST_HOURS, _l("Write a number from %(min)d to %(max)d.", min=1, max=MOST_HOURS)
            ),
        ],
    )
    counted = RadioField(
        _l("Which hours count?"), choices=choices(words.COUNTED), validators=[required()]
    )
    source = source_field()


class WordingForm(Form):
    """Words to look for."""

    pattern = StringField(
        _l("Words"),
        description=_l(
            "* stands for the rest of a word, ## for a number from 18 to 79. For example: unge"
            " mænd*, under ## år."
        ),
        validators=[required(), at_most(80)],
    )
    ground = SelectField(
        _l("What may they be about?"),
        choices=choices({ground: words.LISTED_GROUNDS[ground] for ground in GROUNDS}),
        validators=[required()],
    )
    valid_from = DatePartsField(
        _l("Look for them from"),
        description=_l("Today at the earliest."),
        validators=[required(_l("Write a day."))],
    )
    source = source_field()


class EndWordingForm(Form):
    """Until when words are looked for."""

    last_day = DatePartsField(
        _l("Last day"),
        description=_l("Today at the earliest."),
        validators=[required(_l("Write a day."))],
    )
    source = source_field()
