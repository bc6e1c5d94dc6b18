"""The shape of applications, decisions and agreements."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Regexp, ValidationError

from portal.businesses.models import ProductionUnit
from portal.core.errors import Refusal
from portal.core.forms import EMAIL, PHONE, Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.fds.versions import VersionForm
from portal.supported import words
from portal.supported.refusals import AgreementRefusal, PlaceRefusal
from portal.supported.service import Wish

FIELD_OF: dict[Refusal, str] = {
    PlaceRefusal.UNIT: "unit",
    PlaceRefusal.TOO_LONG: "ends_on",
    PlaceRefusal.BAD_END: "last",
    PlaceRefusal.END_PAST: "last",
    AgreementRefusal.PLACES: "places",
    AgreementRefusal.DATES: "ends_on",
    AgreementRefusal.OVERLAPS: "starts_on",
}
MOST_MONTHS = 24
DAY_MISSING = _l("Write the day, the month and the year.")


def _choose(label: Any, choices: dict[str, Any], hint: Any = "") -> Any:
    return RadioField(
        label,
        description=hint,
        choices=[SelectChoice(*one) for one in choices.items()],
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf([*choices], _l("Choose one of the answers shown.")),
        ],
    )


def _number(label: Any, low: int, high: int, hint: Any = "") -> Any:
    between = _l("Write a number from %(low)d to %(high)d.", low=low, high=high)
    return NumberField(
        label, description=hint, validators=[required(), NumberRange(low, high, between)]
    )


def _unit() -> Any:
    return SelectField(
        _l("Which production unit?"),
        validate_choice=False,
        validators=[required(_l("Choose one of your company's production units."))],
    )


def offer_units(field: Any, units: Iterable[ProductionUnit]) -> None:
    """Let one of these units be chosen."""
    listed = list(units)
    choices = [SelectChoice(str(one.id), f"{one.name}, {one.address}") for one in listed]
    field.choices = choices if len(listed) == 1 else [SelectChoice("", _l("Choose")), *choices]
    known = AnyOf([str(one.id) for one in listed], _l("Choose one of your company's units."))
    field.validators = [*field.validators[:1], known]


def _representative() -> Any:
    return StringField(
        _l("Who speaks for the employees?"),
        description=_l("The shop steward, or whom the employees have chosen."),
        validators=[required(), at_most(120)],
    )


def _representatives_email() -> Any:
    return EmailField(
        _l("Their e-mail"),
        description=_l("We send a link there, where they say yes or no."),
        validators=[
            required(),
            at_most(254),
            Regexp(EMAIL, message=_l("Write an e-mail address, for example name@firm.dk.")),
        ],
    )


class ApplyForm(Form):
    """What place a company offers."""

    key = HiddenField(default=lambda: str(uuid4()), validators=[at_most(64)])
    form = _choose(_l("What do you offer?"), words.FORM_CHOICES)
    sector = _choose(_l("Are you a private or a public employer?"), words.SECTORS)
    unit = _unit()
    title = StringField(
        _l("What is the work called?"),
        description=_l("For example: kitchen assistant."),
        validators=[required(), at_most(120)],
    )
    tasks = TextAreaField(
        _l("What are the tasks?"),
        description=_l("The employees' representative reads it too. Write nobody's name."),
        validators=[required(), at_most(2000)],
    )
    starts_on = DatePartsField(_l("First day"), validators=[required(DAY_MISSING)])
    ends_on = DatePartsField(_l("Last day"), validators=[required(DAY_MISSING)])
    hours_per_week = _number(_l("Hours a week"), 1, 60, _l("Full time is 37 hours"))
    ordinary_staff = _number(
        _l("How many ordinary employees has the unit?"),
        0,
        100_000,
        _l("Without those on special terms. There must be a fair ratio between them."),
    )
    supervisor_name = StringField(
        _l("Who is there for the person every day?"), validators=[required(), at_most(120)]
    )
    supervisor_phone = TelField(
        _l("Their phone"),
        validators=[required(), Regexp(PHONE, message=_l("Write a phone number of eight digits."))],
    )
    representative_name = _representative()
    representative_email = _representatives_email()

    def wish(self) -> Wish:
        """What was written, as the service takes it."""
        given = {name: self[name].data for name in Wish.__dataclass_fields__ if name != "unit_id"}
        return Wish(unit_id=int(self.unit.data), **given)


class AskAgainForm(Form):
    """Who gets the representative's link once more."""

    representative_name = _representative()
    representative_email = _representatives_email()


class ExtendForm(Form):
    """Until when a place is to go on."""

    key = HiddenField(default=lambda: str(uuid4()), validators=[at_most(64)])
    ends_on = DatePartsField(_l("New last day"), validators=[required(DAY_MISSING)])

    def until(self) -> date:
        """The new last day."""
        assert self.ends_on.data is not None
        return self.ends_on.data


class DecideForm(Form):
    """Why the answer is yes or no."""

    reason = TextAreaField(
        _l("Why?"),
        description=_l("The company reads it. Write nobody's name."),
        validators=[required(_l("Write why.")), at_most(1000)],
    )


class EndForm(Form):
    """A place ends early: when, and why."""

    last = DatePartsField(
        _l("Last day"),
        description=_l("A day before the first one calls the place off."),
        validators=[required(DAY_MISSING)],
    )
    reason = TextAreaField(
        _l("Why?"),
        description=_l("The company reads it. Write nothing of the citizen's circumstances."),
        validators=[required(_l("Write why.")), at_most(500)],
    )


class SayForm(Form):
    """What the citizen thinks."""

    text = TextAreaField(
        _l("What do you think of the place?"),
        description=_l("Only your caseworker and the job centre read it."),
        validators=[at_most(1000)],
    )


class ConsentForm(Form):
    """The representative's words to an answer."""

    text = TextAreaField(_l("Would you like to add something?"), validators=[at_most(500)])


class AgreementForm(Form):
    """A partner company's places."""

    unit = _unit()
    places = _number(_l("How many places?"), 2, 4)
    starts_on = DatePartsField(_l("First day"), validators=[required(DAY_MISSING)])
    ends_on = DatePartsField(_l("Last day"), validators=[required(DAY_MISSING)])
    tasks = TextAreaField(_l("What can one try there?"), validators=[required(), at_most(1000)])


class PlacementRuleForm(VersionForm):
    """What a kind of place may be with a kind of employer, from a day on."""

    form = _choose(_l("What kind of place?"), words.FORMS)
    sector = _choose(_l("Employer"), words.SECTORS)
    length = _number(_l("How long at most?"), 1, 104)
    unit = _choose(_l("Counted in"), {"weeks": _l("Weeks"), "months": _l("Months, at most 24")})
    hours_most = _number(_l("At most so many hours a week"), 1, 60)
    ratio_each = _number(_l("One person for each so many ordinary employees begun"), 1, 1000)
    ratio_up_to = _number(_l("Up to so many ordinary employees"), 0, 100_000)
    ratio_each_above = _number(_l("Beyond them, one for each so many begun"), 1, 1000)
    decide_days = _number(_l("Days we have to decide"), 1, 365)

    def validate_length(self, field: Any) -> None:
        """Two years at most, also in months."""
        if self.unit.data == "months" and (field.data or 0) > MOST_MONTHS:
            raise ValidationError(
                _l("Write a number from %(low)d to %(high)d.", low=1, high=MOST_MONTHS)
            )

    def key(self) -> tuple[str, str, date]:
        """Which rule, and from when."""
        return self.form.data, self.sector.data, self.begins()

    def values(self) -> dict[str, Any]:
        """The other columns."""
        names = ("hours_most", "ratio_each", "ratio_up_to", "ratio_each_above", "decide_days")
        length = {"weeks": None, "months": None, self.unit.data: self.length.data}
        return {name: self[name].data for name in (*names, "source")} | length
