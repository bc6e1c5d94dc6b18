"""The shape of finding a citizen, saying why one looks, and what a team lead decides."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields import HiddenField
from wtforms.validators import AnyOf, StopValidation

from portal.accounts.models import Staff
from portal.caseload.models import MOST_WORDS, LookReason
from portal.caseload.refusals import CaseloadRefusal
from portal.core.crypto import NotACpr, parse_cpr
from portal.core.errors import Refusal
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required

FIELD_OF: dict[Refusal, str] = {
    CaseloadRefusal.REASON_GONE: "reason",
    CaseloadRefusal.NO_SUCCESSOR: "to",
    CaseloadRefusal.CHANGED_MEANWHILE: "to",
    CaseloadRefusal.ALREADY_NAMED: "staff",
}


class CprForm(Form):
    """A CPR number. It is sent in the body, so it stands in no address and no log."""

    cpr = StringField(
        _l("CPR number"),
        description=_l("Ten digits. The search is written down"),
        validators=[required(_l("Write the CPR number."))],
        render_kw={"autocomplete": "off", "inputmode": "numeric", "maxlength": 11},
    )

    def validate_cpr(self, field: Any) -> None:
        """It must be a possible number."""
        try:
            parse_cpr(field.data or "")
        except NotACpr:
            raise StopValidation(_("Write the ten digits of a CPR number.")) from None


class ReasonForm(Form):
    """Why one needs to look at another team's citizen."""

    reason = RadioField(
        _l("What is it about?"),
        validators=[required(_l("Choose what it is about."))],
        validate_choice=False,  # AnyOf says it in our words instead
    )
    words = TextAreaField(
        _l("Write it in your own words"),
        description=_l("The citizen can read it. Write no CPR number"),
        validators=[required(_l("Write why you need to look.")), at_most(MOST_WORDS)],
    )

    def offer(self, reasons: Iterable[LookReason], locale: str) -> None:
        """Say what can be chosen."""
        self.reason.choices = [SelectChoice(one.code, one.words(locale)) for one in reasons]
        known = [one.value for one in self.reason.choices]
        self.reason.validators = [AnyOf(known, _l("Choose what it is about."))]


class SuccessorForm(Form):
    """Who follows the citizen's course from now on."""

    seen = HiddenField()
    to = SelectField(
        _l("New caseworker"),
        validators=[required(_l("Choose a caseworker."))],
        validate_choice=False,
    )

    def offer(self, people: Iterable[Staff]) -> None:
        """Say who can be chosen."""
        _offer(self.to, people, _l("Choose a caseworker."))


class ProtectForm(Form):
    """Since when, and who says so."""

    since = DatePartsField(_l("Protected since"), validators=[required(_l("Write the day."))])
    source = StringField(
        _l("Where do you know it from?"),
        description=_l("For instance the civil register, or the decision with its number"),
        validators=[required(_l("Write where you know it from.")), at_most(200)],
    )


class ReaderForm(Form):
    """Who may see a protected name and address."""

    staff = SelectField(
        _l("Member of staff"),
        validators=[required(_l("Choose a member of staff."))],
        validate_choice=False,
    )

    def offer(self, people: Iterable[Staff]) -> None:
        """Say who can be chosen."""
        _offer(self.staff, people, _l("Choose a member of staff."))


def _offer(field: Any, people: Iterable[Staff], sentence: Any) -> None:
    choices = [(str(one.id), f"{one.name}, {one.title}, {one.team.name}") for one in people]
    field.choices = [SelectChoice("", _l("Choose")), *(SelectChoice(*one) for one in choices)]
    field.validators = [AnyOf([value for value, _name in choices], sentence)]
