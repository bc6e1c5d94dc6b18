"""The shape of an enquiry, step by step, and of what consultants write about it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional, Regexp

from portal.core.errors import Refusal
from portal.core.forms import EMAIL, PHONE, Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.recruitment import words
from portal.recruitment.refusals import RequestRefusal

LONG = 4000
# Eight digits, in whatever groups, with the country's code or without; or a foreign number.
FIELD_OF: dict[Refusal, str] = {
    RequestRefusal.ENDS_FIRST: "ends_on",
    RequestRefusal.NO_CVR: "cvr",
    RequestRefusal.NAME_MISSING: "company",
    RequestRefusal.NO_UNIT: "p_number",
    RequestRefusal.UNIT_FOREIGN: "p_number",
    RequestRefusal.UNIT_UNKNOWN: "p_number",
    RequestRefusal.UNIT_GONE: "p_number",
    RequestRefusal.COMPANY_CLOSED: "cvr",
    RequestRefusal.RECEIVED_LATER: "day",
    RequestRefusal.RECEIVED_LONG_AGO: "day",
    RequestRefusal.WHY_EARLIER: "why",
    RequestRefusal.START_PAST: "starts_on",
    RequestRefusal.START_TOO_FAR: "starts_on",
}


def _number(label: Any, lowest: int, highest: int, hint: Any = "") -> Any:
    between = _l("Write a number from %(low)d to %(high)d.", low=lowest, high=highest)
    checks = [required(), NumberRange(lowest, highest, between)]
    return NumberField(label, description=hint, validators=checks)


def row_id(text: Any) -> int:
    """An id, from a check box.

    Raises:
        ValueError: when no row can have it.
    """
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number


def _unit_or_none(text: Any) -> int | None:
    return None if text in (None, "", "None") else row_id(text)


class NeedForm(Form):
    """What the business needs."""

    kind = RadioField(
        _l("What do you need?"),
        choices=[SelectChoice(*kind) for kind in words.KINDS.items()],
        validators=[required(_l("Choose what comes closest."))],
    )


class JobForm(Form):
    """What the job is."""

    title = StringField(
        _l("What is the job called?"),
        description=_l("For example: baker, carer, shop assistant."),
        validators=[required(), at_most(120)],
    )
    positions = _number(_l("How many people?"), 1, 500)
    tasks = TextAreaField(
        _l("What are the tasks?"),
        description=_l("Two or three sentences are enough."),
        validators=[required(), at_most(LONG)],
    )
    requirements = TextAreaField(
        _l("What must the person be able to do?"),
        description=_l("One thing a line. Leave out what can be learnt at your place."),
        validators=[at_most(LONG)],
    )
    hours_per_week = _number(_l("How many hours a week?"), 1, 60)
    starts_on = DatePartsField(
        _l("What is the first day?"),
        description=_l("For example 1 2 2027."),
        validators=[required(_l("Write the day, the month and the year."))],
    )


class PlacementForm(JobForm):
    """A job with help: which help, and until when."""

    placement_form = RadioField(
        _l("What do you have in mind?"),
        choices=[SelectChoice(*form) for form in words.PLACEMENT_FORMS.items()],
        validators=[required(_l("Choose what comes closest."))],
    )
    ends_on = DatePartsField(_l("What is the last day?"))


class RotationForm(JobForm):
    """A substitute's job, which ends by itself."""

    ends_on = DatePartsField(_l("What is the substitute's last day?"))


class MatterForm(Form):
    """What an enquiry is about that is not about a job."""

    title = StringField(
        _l("What is it about?"),
        description=_l("A few words, as in the subject of an e-mail."),
        validators=[required(), at_most(120)],
    )
    tasks = TextAreaField(
        _l("Tell us more"),
        description=_l("Write no names or illnesses of employees. We call you about that."),
        validators=[required(), at_most(LONG)],
    )


class ContactForm(Form):
    """Where it is, and whom we talk to."""

    workplace = StringField(
        _l("Where is the workplace?"),
        description=_l("Street and number."),
        validators=[required(), at_most(200)],
    )
    unit_id = SelectField(
        _l("Which unit is it for?"),
        coerce=_unit_or_none,
        validators=[Optional()],
    )
    postcode = StringField(
        _l("Postcode"),
        validators=[required(), Regexp(r"^[0-9]{4}\Z", message=_l("A postcode has four digits."))],
        render_kw={"inputmode": "numeric", "autocomplete": "postal-code"},
    )
    contact_name = StringField(
        _l("Whom do we talk to?"),
        validators=[required(), at_most(100)],
        render_kw={"autocomplete": "name"},
    )
    contact_phone = TelField(
        _l("Phone"),
        validators=[
            required(),
            at_most(30),
            Regexp(PHONE, message=_l("A phone number has eight digits, for example 45 97 30 00.")),
        ],
        render_kw={"autocomplete": "tel"},
    )
    contact_email = EmailField(
        _l("E-mail"),
        validators=[
            required(),
            at_most(254),
            Regexp(EMAIL, message=_l("Write an e-mail address, for example name@company.dk.")),
        ],
        render_kw={"autocomplete": "email"},
    )


class GuestContactForm(ContactForm):
    """The same from somebody who is not signed in, with the company first."""

    unit_id = None
    cvr = StringField(
        _l("CVR number"),
        description=_l("Eight digits, for example 12 34 56 78."),
        validators=[required(), at_most(20)],
        render_kw={"inputmode": "numeric"},
    )
    company = StringField(_l("The company's name"), validators=[required(), at_most(200)])
    p_number = StringField(
        _l("Production unit (P number)"),
        description=_l("Only if the company has several. Ten digits."),
        validators=[at_most(20)],
        render_kw={"inputmode": "numeric"},
    )


class SendForm(Form):
    """A click; everything is in the draft."""


class WriteForm(Form):
    """The consultant's answer to the business."""

    text = TextAreaField(
        _l("Your answer to the business"),
        description=_l("The business is told at once. Your first answer stops the answer clock."),
        validators=[required(), at_most(LONG)],
    )


class AskForm(Form):
    """Whom to ask about the job, and why."""

    citizens = SelectMultipleField(
        _l("Whom do you want to ask?"),
        coerce=row_id,
        validate_choice=False,
        validators=[required(_l("Choose at least one person."))],
    )
    reason = StringField(
        _l("Why do you ask them?"),
        description=_l("They read it. For example: You have worked in a bakery before."),
        validators=[required(), at_most(300)],
    )


class PresentForm(Form):
    """Whom to present. Why each fits is a field of its own, named by `reason_name`."""

    referrals = SelectMultipleField(
        _l("Whom do you want to present?"),
        coerce=row_id,
        validate_choice=False,
        validators=[required(_l("Choose at least one person."))],
    )


MOST_REASON = 500


def reason_name(referral_id: int) -> str:
    """The name of the field that says why this person fits."""
    return f"fits-{referral_id}"
