"""The shape of what staff send in."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms.fields import HiddenField, StringField

from portal.core.forms import Form
from portal.fds.fields import at_most, required

LONGEST_SOURCE = 100


class ImportForm(Form):
    """A file of figures, and where they come from."""

    file = FileField(
        _l("The file with the figures"),
        description=_l("CSV or Excel (.xlsx), at most 900 kB and 2,000 lines"),
        validators=[FileRequired(_l("Choose a file."))],
    )
    source = StringField(
        _l("Where do the figures come from?"),
        description=_l("It is shown beside each figure, for example jobindsats.dk"),
        default="jobindsats.dk",
        validators=[required(), at_most(LONGEST_SOURCE)],
    )


class ApproveForm(Form):
    """The lines that were shown, and what marks the decision that was seen."""

    content = HiddenField(validators=[required()])
    source = HiddenField(validators=[required(), at_most(LONGEST_SOURCE)])
    seen = HiddenField(validators=[required()])
