"""The shape of the survey: one choice for each statement."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice
from wtforms.validators import AnyOf, InputRequired

from portal.core.forms import Form

NOT_RELEVANT = "none"
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
    """Five choices. The words of the statements are given to the fields by `put`."""

    guidance = _choice()
    purpose = _choice()
    plan_use = _choice()
    resources = _choice()
    cooperation = _choice()

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
