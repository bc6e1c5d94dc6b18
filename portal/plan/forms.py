"""The shape of what is written in a plan."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, Optional

from portal.core.errors import Refusal
from portal.core.forms import Form
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


class GoalForm(Form):
    """The citizen's goal."""

    text = TextAreaField(
        _l("What do you want to reach?"),
        description=_l("In your own words, for example: I want to work with animals near home"),
        validators=[at_most(2000)],
    )


class StrengthsForm(Form):
    """What the citizen can and has."""

    text = TextAreaField(
        _l("What can you do, and what do you have to build on?"),
        description=_l("Experience, education, people who can help you, things you like doing"),
        validators=[at_most(2000)],
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
