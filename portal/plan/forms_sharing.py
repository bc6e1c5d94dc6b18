"""The shape of letting others see parts of a plan."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf

from portal.accounts.models import Staff
from portal.core.errors import Refusal
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required
from portal.plan import words
from portal.plan.service import ShareRefusal

FIELD_OF: dict[Refusal, str] = {
    ShareRefusal.ENDS_TOO_SOON: "until",
    ShareRefusal.LASTS_TOO_LONG: "until",
    ShareRefusal.NOTHING_CHOSEN: "sections",
    ShareRefusal.ALREADY: "who",
}


def _sections(label: Any, hint: Any) -> Any:
    return SelectMultipleField(
        label,
        description=hint,
        choices=[SelectChoice(*section) for section in words.SECTIONS.items()],
        validate_choice=False,  # what is not asked for is not shown
        validators=[required(_l("Choose at least one part of the plan."))],
    )


class InviteForm(Form):
    """Whom the job centre would like to invite, to see what, and why."""

    who = SelectField(
        _l("Who?"),
        validate_choice=False,  # AnyOf says it in our words instead
    )
    sections = _sections(
        _l("What do they need to see?"), _l("Ask for as little as you can. The citizen decides.")
    )
    why = TextAreaField(
        _l("Why?"),
        description=_l("Both the citizen and the one invited read it"),
        validators=[required(_l("Write why.")), at_most(300)],
    )
    until = DatePartsField(
        _l("Until when?"),
        description=_l("The last day. At most a year from now"),
        validators=[required(_l("Write the day."))],
    )

    def offer(self, people: Iterable[Staff]) -> None:
        """Say who can be invited."""
        choices = [(str(one.id), f"{one.name}, {one.team.name}") for one in people]
        self.who.choices = [SelectChoice("", _l("Choose")), *(SelectChoice(*c) for c in choices)]
        known = AnyOf([value for value, _name in choices], _l("Choose who it is."))
        self.who.validators = [known]

    def last_day(self) -> date:
        """Until when."""
        assert self.until.data is not None
        return self.until.data


class AllowForm(Form):
    """What the citizen lets them see."""

    sections = _sections(_l("What may they see?"), _l("You choose each part yourself"))

    def ask(self, asked_for: Sequence[str]) -> "AllowForm":
        """Show only what was asked for."""
        parts = [SelectChoice(code, words.SECTIONS[code]) for code in asked_for]
        self.sections.choices = parts
        return self
