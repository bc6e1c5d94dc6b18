"""The shapes of the pages around the survey: a code, a wish to be called, paper, checking words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from portal.core.forms import PHONE, Form
from portal.surveys.forms import SurveyForm, form_of


class CodeForm(Form):
    """The code of a letter, a message or a paper form."""

    code = StringField(
        _l("Your code"),
        description=_l("Nine letters and numbers. Hyphens and small letters don't matter."),
        validators=[
            InputRequired(_l("Type the code that stands in our message.")),
            Length(max=40, message=_l("A code has nine letters and numbers.")),
        ],
    )


class CallForm(Form):
    """Somebody wants to be called: they give a name of their own choice."""

    ticket = HiddenField()
    name = StringField(
        _l("Your name"),
        validators=[
            InputRequired(_l("Write what we may call you.")),
            Length(max=100, message=_l("Please write at most 100 characters.")),
        ],
    )
    phone = StringField(
        _l("Your phone number"),
        validators=[
            InputRequired(_l("Write the number we can call.")),
            Regexp(PHONE, message=_l("Write a phone number with eight digits, or with +.")),
        ],
    )
    about = TextAreaField(
        _l("What is it about?"),
        validators=[Length(max=500, message=_l("Please write at most 500 characters."))],
    )


class PaperForm(CodeForm):
    """What stands on a paper form."""

    replace_first = BooleanField(
        _l("The first entry is wrong. Use mine as the first, and let a colleague type it again.")
    )


class CheckForm(Form):
    """Which words of an answer are left out."""

    blanks = SelectMultipleField(coerce=int, validate_choice=False)


def paper_form() -> Any:
    """The form a paper is typed into: the code, the statements and the words."""
    survey: type[SurveyForm] = form_of("citizen")
    return type("CitizenPaperForm", (PaperForm, survey), {})
