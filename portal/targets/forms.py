"""The shape of what staff send in."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms.fields import HiddenField, SelectField, StringField, TextAreaField

from portal.core.forms import Form, SeenForm
from portal.fds.fields import at_most, required
from portal.targets.rules.quarters import Quarter
from portal.targets.words import quarter

LONGEST_SOURCE = 100
LARGEST_CONTENT = 500_000
"""Characters of the lines that go through the browser to be approved."""


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

    content = HiddenField(validators=[required(), at_most(LARGEST_CONTENT)])
    source = HiddenField(validators=[required(), at_most(LONGEST_SOURCE)])
    seen = HiddenField(validators=[required()])


class NewReportForm(Form):
    """Which quarter, and why when it corrects an approved report."""

    quarter = SelectField(_l("Quarter"), validators=[required()])
    reason = StringField(
        _l("Why is it corrected?"),
        description=_l("Only when the quarter's report is approved already"),
        validators=[at_most(300)],
    )

    def offer(self, quarters: list[Quarter]) -> None:
        """The quarters that can be chosen, the first of them unless another is."""
        self.quarter.choices = [(one.name, quarter(one)) for one in quarters]


class Said(NamedTuple):
    """What is stored of a comment, as the form compares it."""

    words: str


class CommentForm(SeenForm):
    """What the figures of an area mean."""

    words = TextAreaField(
        _l("What do the figures mean, and what is done about them?"),
        description=_l("For the committee: in a few sentences, without names of citizens"),
        validators=[at_most(2_000)],
    )

    @staticmethod
    def stored(words: str) -> Said:
        """A stored comment, to compare with."""
        return Said(words)


class ApproveReportForm(Form):
    """What marks the draft that was seen."""

    seen = HiddenField(validators=[required()])
