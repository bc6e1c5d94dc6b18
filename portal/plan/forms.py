"""The shape of what is written in a plan."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Optional, Regexp, StopValidation, ValidationError

from portal.core.errors import Refusal
from portal.core.forms import EMAIL, PHONE, Form, SeenForm
from portal.fds.fields import DatePartsField, at_most, required
from portal.plan import words
from portal.plan.service import PlanRefusal

FIELD_OF: dict[Refusal, str] = {PlanRefusal.PAST: "due_on", PlanRefusal.TOO_FAR: "due_on"}


def _title(label: Any, hint: Any) -> Any:
    return StringField(
        label,
        description=hint,
        validators=[required(_l("Write what is to be done.")), at_most(200)],
    )


def _due_on() -> Any:
    return DatePartsField(_l("To be done by"), validators=[Optional()])


class GoalForm(SeenForm):
    """The citizen's goal."""

    goal = TextAreaField(
        _l("What do you want to reach?"),
        description=_l("In your own words, for example: I want to work with animals near home"),
        validators=[at_most(2000)],
    )


class StrengthsForm(SeenForm):
    """What the citizen can and has."""

    strengths = TextAreaField(
        _l("What can you do, and what do you have to build on?"),
        description=_l("Experience, education, people who can help you, things you like doing"),
        validators=[at_most(2000)],
    )


class BarriersForm(SeenForm):
    """What stands in the way."""

    barriers = TextAreaField(
        _l("What makes it hard right now?"),
        description=_l(
            "For example transport, language, children, tiredness or money. Write as much or as"
            " little as you like"
        ),
        validators=[at_most(2000)],
    )


def _direction(label: Any, hint: Any) -> Any:
    return TextAreaField(label, description=hint, validators=[at_most(500)])


def _find(label: Any) -> Any:
    return StringField(
        label,
        description=_l("Write the beginning of an occupation, for example: sosu"),
        validators=[at_most(80)],
        render_kw={"autocomplete": "off"},
    )


class DirectionsForm(SeenForm):
    """Where the citizen looks for work: occupations found by typing, or own words."""

    UNSAID = ("find_a", "find_b", "find_c")

    find_a = _find(_l("Find an occupation for A"))
    find_b = _find(_l("Find an occupation for B"))
    find_c = _find(_l("Find an occupation for C"))
    direction_a = _direction(
        _l("A: what you know"), _l("The work you have done before. One occupation a line")
    )
    direction_b = _direction(
        _l("B: what is close to it"), _l("Other work where you can use what you know")
    )
    direction_c = _direction(
        _l("C: something new"), _l("Work you have not tried, but would like to")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What was found is one more line of its direction, whatever else is wrong."""
        for letter in "abc":
            found, direction = self[f"find_{letter}"], self[f"direction_{letter}"]
            if found.data and len(found.data) <= 80:
                direction.data = "\n".join(text for text in (direction.data, found.data) if text)
                found.data = ""
        return bool(super().validate(extra_validators))


class SayForm(Form):
    """What the citizen says of a task."""

    comment = TextAreaField(
        _l("How did it go, or what is hard?"),
        description=_l("Your caseworker can read it."),
        validators=[at_most(500)],
    )


class AnswerForm(Form):
    """Yes to a version of the plan, or what is to be different."""

    answer = RadioField(
        _l("Is the plan right for you?"),
        choices=[
            SelectChoice("yes", _l("Yes, I agree to this plan")),
            SelectChoice("no", _l("No, something must be different")),
        ],
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf(["yes", "no"], _l("Choose one of the answers shown.")),
        ],
    )
    reply = TextAreaField(
        _l("What is to be different?"),
        description=_l("Only if something must be different"),
        validators=[at_most(1000)],
    )

    def validate_reply(self, field: Any) -> None:
        """A no says what is to be different."""
        if self.answer.data == "no" and not field.data:
            raise ValidationError(_l("Write what is to be different."))


def _can_be_reached(form: Any, field: Any) -> None:
    if not field.data and not form.email.data:
        raise StopValidation(_("Write a phone number or an e-mail address."))


class ContactForm(Form):
    """Somebody in the course."""

    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(*role) for role in words.ROLES.items()],
        validate_choice=False,
        validators=[AnyOf(list(words.ROLES), _l("Choose one of the answers shown."))],
    )
    name = StringField(_l("Name"), validators=[required(_l("Write a name.")), at_most(120)])
    phone = StringField(
        _l("Phone"),
        validators=[
            _can_be_reached,
            Optional(),
            Regexp(PHONE, message=_l("Write a phone number, like 12 34 56 78.")),
        ],
    )
    email = StringField(
        _l("E-mail"),
        validators=[
            Optional(),
            Regexp(EMAIL, message=_l("Write an e-mail address, like name@example.dk.")),
            at_most(200),
        ],
    )


class OwnTaskForm(Form):
    """A task a citizen makes for themselves."""

    title = _title(_l("What do you want to do?"), _l("Small enough to do in a day"))
    due_on = _due_on()


class StaffTaskForm(Form):
    """A task the caseworker adds."""

    title = _title(_l("What is to be done?"), _l("Small enough to do in a day"))
    owner = RadioField(
        _l("Who does it?"),
        choices=[SelectChoice(*owner) for owner in words.OWNERS.items()],
        default="citizen",
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[
            required(_l("Choose who does it.")),
            AnyOf(list(words.OWNERS), _l("Choose who does it.")),
        ],
    )
    due_on = _due_on()

    def name_owners(self, owners: dict[str, Any]) -> None:
        """Say who the owners are in this plan."""
        self.owner.choices = [SelectChoice(*owner) for owner in owners.items()]
