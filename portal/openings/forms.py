"""The shape of a citizen's answer."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf

from portal.core.forms import Form
from portal.fds.fields import at_most
from portal.openings.models import ANSWERS


class AnswerForm(Form):
    """Yes, applied already, or no; with a no a reason if one likes."""

    answer = StringField(validators=[AnyOf(ANSWERS)])
    reason = TextAreaField(_l("Why not?"), validators=[at_most(1000)])
