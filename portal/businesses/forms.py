"""The shape of what staff write on a company card."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from portal.accounts.models import Staff
from portal.businesses import words
from portal.businesses.service.card import CardRefusal
from portal.core.errors import Refusal
from portal.core.forms import EMAIL, PHONE, Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required

FIELD_OF: dict[Refusal, str] = {
    CardRefusal.LATER: "on_day",
    CardRefusal.LONG_AGO: "on_day",
    CardRefusal.NEXT_PAST: "next_on",
    CardRefusal.NEXT_HALF: "next_step",
    CardRefusal.UNREACHABLE: "phone",
}


def _choose(label: Any, choices: dict[str, Any]) -> Any:
    said = _l("Choose one of the answers shown.")
    return RadioField(
        label,
        choices=[SelectChoice(*one) for one in choices.items()],
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[required(said), AnyOf([*choices], said)],
    )


class CardForm(Form):
    """What is written on a card."""

    def fields_said(self) -> dict[str, Any]:
        """What was written, as the service takes it."""
        texts = ("StringField", "TelField", "EmailField", "TextAreaField")
        return {
            f.short_name: f.data or "" if f.type in texts else f.data
            for f in self
            if f.type not in ("CSRFTokenField", "HiddenField")
        }


class ContactForm(CardForm):
    """Somebody who has said yes to being called."""

    name = StringField(_l("Name"), validators=[required(), at_most(120)])
    title = StringField(_l("What do they do there?"), validators=[at_most(120)])
    phone = TelField(
        _l("Phone"),
        validators=[
            Optional(),
            Regexp(PHONE, message=_l("Write a phone number of eight digits.")),
        ],
    )
    email = EmailField(
        _l("E-mail"),
        validators=[
            Optional(),
            at_most(254),
            Regexp(EMAIL, message=_l("Write an e-mail address, for example name@firm.dk.")),
        ],
    )
    consent_by = _choose(_l("How did they say yes to being called?"), words.CONSENTS)


class FactsForm(CardForm):
    """What is known of a company."""

    name = StringField(_l("Name"), validators=[required(), at_most(120)])
    trade = StringField(_l("Trade"), validators=[at_most(80)])
    sector = _choose(_l("Employer"), words.SECTORS)
    employees = NumberField(
        _l("Employees"),
        validators=[
            required(_l("Write a number.")),
            NumberRange(
                0, 100_000, _l("Write a number from %(min)d to %(max)d.", min=0, max=100_000)
            ),
        ],
    )
    address = StringField(_l("Address"), validators=[required(), at_most(160)])
    postcode = StringField(
        _l("Postcode"),
        validators=[required(), Regexp(r"^[0-9]{4}\Z", message=_l("Write the four digits."))],
    )
    city = StringField(_l("City"), validators=[required(), at_most(80)])


class NamedContactForm(CardForm):
    """Which colleague a company always gets."""

    staff = SelectField(
        _l("Who is it?"),
        coerce=lambda text: int(text) if str(text or "").isdecimal() else None,
        validate_choice=False,
        validators=[Optional()],
    )

    def offer(self, colleagues: Iterable[Staff]) -> None:
        """Let one choose among these, or nobody."""
        self.staff.choices = [
            SelectChoice("", _l("Nobody: whoever is on duty")),
            *(SelectChoice(one.id, one.name) for one in colleagues),
        ]


class NoteForm(CardForm):
    """A call, visit, letter or meeting."""

    kind = _choose(_l("What was it?"), words.NOTES)
    on_day = DatePartsField(
        _l("Which day?"), validators=[required(_l("Write the day, the month and the year."))]
    )
    text = TextAreaField(
        _l("What was talked about?"),
        description=_l("Write nothing about citizens."),
        validators=[required(), at_most(1000)],
    )
    next_step = StringField(_l("Next step"), validators=[at_most(200)])
    next_on = DatePartsField(_l("When?"), validators=[Optional()])
