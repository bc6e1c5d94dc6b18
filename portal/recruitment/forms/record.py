"""The shape of an enquiry that staff write down from the hotline or the mailbox."""

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, Regexp, StopValidation

from portal.core.forms import EMAIL, PHONE, Form
from portal.core.i18n import LANGUAGES
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.recruitment import words
from portal.recruitment.forms.handling import SHORT, choices
from portal.recruitment.models import JOB_KINDS

TIME = r"^([01]?[0-9]|2[0-3])[.:]([0-5][0-9])\Z"


class PasteForm(Form):
    """A mail, to have the fields suggested."""

    mail = TextAreaField(
        _l("Paste the whole mail"),
        description=_l("Headers too. It is read here and sent nowhere. You check every field."),
        validators=[required(), at_most(100_000)],
    )


def _if_a_job(form: Any, field: Any) -> None:
    """Demanded of an enquiry about a job only."""
    if form.kind.data in JOB_KINDS and field.data is None and not field.errors:
        raise StopValidation(_("An enquiry about a job says so. Ask, or write your best guess."))


class MomentForm(Form):
    """When it came, and why it is written down only now."""

    day = DatePartsField(_l("Which day did it come?"), validators=[required()])
    clock = StringField(
        _l("At what time?"),
        description=_l("For example 9.12."),
        validators=[required(), Regexp(TIME, message=_l("Write the time like 9.12."))],
    )
    why = StringField(
        _l("Why is it written down later than it came?"),
        description=_l("Needed when it is more than a quarter of an hour ago."),
        validators=[at_most(SHORT)],
    )

    def wall(self) -> time:
        """The time typed."""
        hour, minute = self.clock.data.replace(":", ".").split(".")
        return time(int(hour), int(minute))


class RecordForm(MomentForm):
    """Everything about an enquiry on one page: staff type while they listen."""

    channel = RadioField(
        _l("How did it come?"),
        choices=choices({key: words.CHANNELS[key] for key in ("phone", "mail")}),
        default="phone",
        validators=[required()],
    )
    cvr = StringField(_l("CVR number"), validators=[required(), at_most(20)])
    company = StringField(
        _l("The company's name"),
        description=_l("Needed when we don't know the company yet."),
        validators=[at_most(200)],
    )
    p_number = StringField(_l("Production unit (P number)"), validators=[at_most(20)])
    kind = SelectField(
        _l("Kind of enquiry"), choices=choices(words.SHORT_KINDS), validators=[required()]
    )
    title = StringField(_l("Job or matter"), validators=[required(), at_most(120)])
    tasks = TextAreaField(_l("What they said"), validators=[required(), at_most(4000)])
    requirements = TextAreaField(_l("Must be able to"), validators=[at_most(4000)])
    between = _l("Write a number from %(low)d to %(high)d.", low=1, high=500)
    positions = NumberField(
        _l("How many people?"), validators=[_if_a_job, Optional(), NumberRange(1, 500, between)]
    )
    hours_per_week = NumberField(
        _l("How many hours a week?"),
        validators=[
            _if_a_job,
            Optional(),
            NumberRange(1, 60, _l("Write a number from %(low)d to %(high)d.", low=1, high=60)),
        ],
    )
    starts_on = DatePartsField(_l("First day"), validators=[_if_a_job])
    contact_name = StringField(_l("Whom do we talk to?"), validators=[required(), at_most(100)])
    contact_phone = StringField(
        _l("Phone"),
        validators=[
            at_most(30),
            Regexp(
                rf"^\Z|{PHONE}",
                message=_l("A phone number has eight digits, for example 45 97 30 00."),
            ),
        ],
    )
    contact_email = StringField(
        _l("E-mail"),
        validators=[
            at_most(254),
            Regexp(
                rf"^\Z|{EMAIL}", message=_l("Write an e-mail address, for example name@company.dk.")
            ),
        ],
    )
    language = RadioField(
        _l("In which language do we write to them?"),
        choices=choices(LANGUAGES),
        default="da",
        validators=[required()],
    )
    workplace = StringField(_l("Where is the workplace?"), validators=[required(), at_most(200)])
    postcode = StringField(
        _l("Postcode"),
        validators=[required(), Regexp(r"^[0-9]{4}\Z", message=_l("A postcode has four digits."))],
    )
    answered = BooleanField(_l("I answered them while we talked"))

    def validate_contact_email(self, field: Any) -> None:
        """Somebody who can be reached neither way can't be answered."""
        if not field.data and not self.contact_phone.data:
            raise StopValidation(_("Write a phone number or an e-mail address."))
