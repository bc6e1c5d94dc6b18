"""The shape of what people ask of their data, of the answers, and of a new period."""

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, Length, Optional

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.privacy import words
from portal.privacy.models import UNITS

LONGEST = 2000
UNIT_WORDS: dict[str, Any] = {
    "days": _l("days"),
    "months": _l("months"),
    "years": _l("years"),
}


def _choices(named: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, word) for code, word in named.items()]


class RequestForm(Form):
    """Something a person asks of their data."""

    key = HiddenField(default=lambda: uuid4().hex, validators=[Length(1, 64)])
    kind = RadioField(
        _l("What would you like?"),
        choices=_choices(words.REQUESTS),
        validate_choice=False,
        validators=[
            required(_l("Choose what you would like.")),
            AnyOf(list(words.REQUESTS), _l("Choose what you would like.")),
        ],
    )
    about = SelectField(
        _l("What is it about?"),
        validate_choice=False,
        validators=[Optional(), AnyOf(list(words.PARTS), _l("Choose one of the answers shown."))],
    )
    words = TextAreaField(
        _l("Write it in your own words"),
        description=_l("What is wrong, and what is right? Or why would you like it?"),
        validators=[required(_l("Write what it is about.")), at_most(LONGEST)],
    )


class DecisionForm(Form):
    """The answer to a request."""

    decision = RadioField(
        _l("The answer"),
        choices=_choices({k: v for k, v in words.DECISIONS.items() if k != "taken_back"}),
        validate_choice=False,
        validators=[
            required(_l("Choose an answer.")),
            AnyOf(["granted", "partly", "refused"], _l("Choose an answer.")),
        ],
    )
    reason = TextAreaField(
        _l("The reason"),
        description=_l("The person reads it. Name the rule, and say it in plain words."),
        validators=[required(_l("Write the reason.")), at_most(LONGEST)],
    )


class CorrectionForm(DecisionForm):
    """The answer to a request that something is put right, with what it shall say."""

    name = StringField(words.FIELDS["name"], validators=[Optional(), at_most(120)])
    address = StringField(words.FIELDS["address"], validators=[Optional(), at_most(200)])
    postcode = StringField(words.FIELDS["postcode"], validators=[Optional(), at_most(10)])
    city = StringField(words.FIELDS["city"], validators=[Optional(), at_most(80)])


class RestrictionForm(DecisionForm):
    """The answer to a request that the use is restricted, with its ground."""

    ground = RadioField(
        _l("On what ground?"),
        choices=_choices({k: words.GROUNDS[k] for k in ("claim", "unlawful", "accuracy")}),
        default="claim",
        validate_choice=False,
        validators=[AnyOf(list(words.GROUNDS), _l("Choose one of the answers shown."))],
    )


DECISION_FORMS: dict[str, type[DecisionForm]] = {
    "correct": CorrectionForm,
    "restrict": RestrictionForm,
}


class ReasonForm(Form):
    """Why something takes longer, or is lifted."""

    because = TextAreaField(
        _l("Why?"),
        description=_l("The person reads it."),
        validators=[required(_l("Write the reason.")), at_most(LONGEST)],
    )


class PeriodForm(Form):
    """A new period for something, from a day on."""

    amount = NumberField(_l("How long"), validators=[required(_l("Write how long."))])
    unit = SelectField(
        _l("Unit"),
        choices=_choices(UNIT_WORDS),
        validate_choice=False,
        validators=[AnyOf(list(UNITS), _l("Choose one of the answers shown."))],
    )
    valid_from = DatePartsField(_l("From which day?"), validators=[required(_l("Write the day."))])
    reason = TextAreaField(
        _l("Why so long?"), validators=[required(_l("Write the reason.")), at_most(500)]
    )
