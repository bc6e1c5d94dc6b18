"""The shape of what comes in when a CV is brought from elsewhere."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
)

from portal.core.forms import Form
from portal.fds.fields import at_most, required

LARGEST_CONTENT = 500_000


class ImportForm(Form):
    """A CV from elsewhere: a file, or text that is pasted."""

    file = FileField(
        _l("A file with your CV"),
        description=_l("JSON Resume or plain text, at most 500 kB"),
    )
    pasted = TextAreaField(_l("Or paste the text here"), validators=[at_most(100_000)])


class ApproveForm(Form):
    """What was understood of it, and what to do with it."""

    content = HiddenField(validators=[required(), at_most(LARGEST_CONTENT)])
    how = RadioField(
        _l("What shall we do with it?"),
        choices=[
            SelectChoice("add", _l("Add it to my CV. What I have stays")),
            SelectChoice("replace", _l("Replace my CV with it. I can take the old one back")),
        ],
        default="add",
        validators=[required(_l("Choose one of the answers shown."))],
    )
