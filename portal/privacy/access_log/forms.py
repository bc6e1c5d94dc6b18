"""The shape of signing a look off."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import AnyOf

from portal.core.forms import Form
from portal.fds.fields import at_most, required
from portal.privacy.access_log import words
from portal.privacy.access_log.models import MOST_NOTE


class SignForm(Form):
    """Whether a look was in order."""

    verdict = RadioField(
        _l("What do you say?"),
        choices=[SelectChoice(*one) for one in words.VERDICTS.items()],
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[
            required(_l("Choose what you say.")),
            AnyOf(list(words.VERDICTS), _l("Choose what you say.")),
        ],
    )
    note = TextAreaField(
        _l("Note"),
        description=_l("When it is to be asked about: what you want to know"),
        validators=[at_most(MOST_NOTE)],
    )
