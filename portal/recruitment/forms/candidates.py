"""The shape of what a business says of a candidate."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import AnyOf

from portal.core.forms import Form
from portal.fds.fields import at_most, required
from portal.recruitment.rules.pipeline import DONE_BY_BUSINESS
from portal.recruitment.words_candidates import WHY_NOT


class StepForm(Form):
    """Invited, offered or hired."""

    step = StringField(validators=[AnyOf([one for one in DONE_BY_BUSINESS if one != "not_hired"])])


class NotChosenForm(Form):
    """Why a candidate is not the one."""

    code = RadioField(
        _l("Why not?"),
        choices=[SelectChoice(*why) for why in WHY_NOT.items()],
        validators=[required(_l("Choose why."))],
    )
    text = StringField(
        _l("Anything the job centre should know?"),
        description=_l("Only your consultant reads it. The candidate does not."),
        validators=[at_most(300)],
    )
