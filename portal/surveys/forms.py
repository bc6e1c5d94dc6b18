"""The shape of the survey: one choice for each statement, and a few words if one likes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from portal.core.forms import Form
from portal.surveys.models import STATEMENTS_OF

NOT_RELEVANT = "none"
MOST_WORDS = 800
SCALE = [
    ("5", _l("Agree completely")),
    ("4", _l("Agree")),
    ("3", _l("Neither agree nor disagree")),
    ("2", _l("Disagree")),
    ("1", _l("Disagree completely")),
]
CHOICES = [*SCALE, (NOT_RELEVANT, _l("Not relevant for me"))]


def _choice() -> Any:
    return RadioField(
        choices=[SelectChoice(value, label) for value, label in CHOICES],
        # AnyOf says it in our words instead.
        validate_choice=False,
        validators=[
            InputRequired(_l("Choose an answer. You may also choose “Not relevant for me”.")),
            AnyOf([value for value, _label in CHOICES], _l("Choose one of the answers shown.")),
        ],
    )


class SurveyForm(Form):
    """A choice for each statement. The words of the statements are given to the fields by `put`."""

    open = TextAreaField(
        validators=[Length(max=MOST_WORDS, message=_l("Please write at most 800 characters."))]
    )

    def put(self, statements: dict[str, str]) -> "SurveyForm":
        """Let each field ask its statement."""
        for key, text in statements.items():
            self[key].label.text = text
        return self

    def answers(self) -> dict[str, int | None]:
        """What was chosen; None where the statement is not relevant."""
        return {
            field.name: None if field.data == NOT_RELEVANT else int(field.data)
            for field in self
            if isinstance(field, RadioField)
        }

    def words(self) -> str:
        """What was written in own words; empty when nothing was."""
        return self.open.data or ""


_FORMS: dict[str, type[SurveyForm]] = {
    questionnaire: type(
        f"{questionnaire.title()}Form", (SurveyForm,), {key: _choice() for key in keys}
    )
    for questionnaire, keys in STATEMENTS_OF.items()
}


def form_of(questionnaire: str) -> type[SurveyForm]:
    """The form of a questionnaire."""
    return _FORMS[questionnaire]
