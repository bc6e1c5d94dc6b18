"""The part of a form that every new version of a rule has: from when, and on what ground."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required


def source() -> Any:
    """Where the rule comes from."""
    return TextAreaField(
        _l("Source"),
        description=_l("The law, plan or decision it follows, so that others can check it"),
        validators=[required(_l("Write where the rule comes from.")), at_most(300)],
    )


class VersionForm(Form):
    """A version of a rule, which holds from a day on."""

    valid_from = DatePartsField(
        _l("Holds from"),
        description=_l("Tomorrow at the earliest. What is older keeps its rule."),
        validators=[required(_l("Write a day."))],
    )
    source = source()

    def begins(self) -> date:
        """The day the version holds from."""
        assert self.valid_from.data is not None
        day: date = self.valid_from.data
        return day
