"""The shape of what consultants do with an enquiry besides answering it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required
from portal.recruitment import words

SHORT = 500


def choices(codes: dict[str, Any]) -> list[SelectChoice]:
    """Codes and their words, for a field that chooses one."""
    return [SelectChoice(*code) for code in codes.items()]


class PauseForm(Form):
    """Why the candidate clock stands still, in words for the business."""

    code = RadioField(
        _l("Why do you pause the time?"),
        choices=choices(words.PAUSE_REASONS),
        validators=[required(_l("Choose why."))],
    )
    text = StringField(
        _l("What does the business read?"),
        description=_l("For example: You tell us on Monday which shift it is."),
        validators=[required(), at_most(SHORT)],
    )


class CauseForm(Form):
    """Why a promise was not kept."""

    key = RadioField(
        _l("Which promise?"),
        choices=choices(words.CLOCKS),
        validators=[required(_l("Choose the promise."))],
    )
    code = SelectField(_l("Why was it not kept?"), choices=choices(words.CAUSES))
    text = StringField(_l("In your own words"), validators=[at_most(SHORT)])


class SpamForm(Form):
    """That it is no enquiry."""

    text = StringField(_l("How do you know?"), validators=[required(), at_most(SHORT)])


class DuplicateForm(Form):
    """Which earlier enquiry it repeats."""

    original = SelectField(_l("Which enquiry does it repeat?"), coerce=int)
    text = StringField(_l("How do you know?"), validators=[at_most(SHORT)])


class EmptyForm(Form):
    """A click."""


class CloseForm(Form):
    """What came of it."""

    text = TextAreaField(
        _l("What came of it?"),
        description=_l("For the job centre. The business only sees that the enquiry is closed."),
        validators=[required(), at_most(4000)],
    )


class WordingForm(Form):
    """What is decided about words that may discriminate."""

    code = RadioField(
        _l("What do you decide?"),
        choices=choices(words.DECISIONS),
        validators=[required(_l("Choose what you decide."))],
    )
    text = StringField(_l("Why?"), validators=[required(), at_most(SHORT)])


class CallForm(Form):
    """A call with the business."""

    text = TextAreaField(_l("What did you talk about?"), validators=[required(), at_most(4000)])
    reached = BooleanField(_l("I reached them, so they have been answered"))
    internal = BooleanField(_l("Only for us: the business does not see it"))


class StepForm(Form):
    """What happens next."""

    text = StringField(
        _l("What happens next?"),
        description=_l("The business reads it. For example: I visit you and see the workplace."),
        validators=[required(), at_most(SHORT)],
    )
    on_day = DatePartsField(_l("By which day?"), validators=[required()])


class MessageForm(Form):
    """What the business writes to its consultant."""

    text = TextAreaField(_l("Write to your consultant"), validators=[required(), at_most(4000)])
