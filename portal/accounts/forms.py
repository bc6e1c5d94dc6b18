"""The shape of a sign-in request, and of a power of attorney."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional

from portal.accounts import words
from portal.accounts.refusals import PowerRefusal
from portal.accounts.service.powers import Wanted
from portal.core.acting import DAILY
from portal.core.errors import Refusal
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required


class SignInForm(Form):
    """Which audience, or in demo which person; and where to go afterwards."""

    audience = StringField(validators=[Optional(), Length(max=20)])
    persona = StringField(validators=[Optional(), Length(max=100)])
    next = StringField(validators=[Optional(), Length(max=500)])


class ProofForm(Form):
    """Where somebody was who must prove anew who they are, and the form that waits for them."""

    next = HiddenField(validators=[Optional(), Length(max=2000)])
    held = HiddenField(validators=[Optional(), Length(max=100)])


class Known(AnyOf):  # type: ignore[misc]  # WTForms has no types
    """One of the choices; one of them always stands, so it is never marked as optional."""

    field_flags = {"required": True}


def _how_much(area: str) -> SelectField:
    label, what = words.AREAS[area]
    return SelectField(
        label,
        description=what,
        choices=[SelectChoice(*one) for one in words.HOW_MUCH.items()],
        default="",
        validate_choice=False,
        validators=[Known(list(words.HOW_MUCH), _l("Choose one of the answers shown."))],
    )


class PowerForm(Form):
    """To whom a power of attorney is given, over what, and how long."""

    name = StringField(
        _l("The person's name"),
        description=_l("First and last name, as in the CPR register"),
        validators=[required(_l("Write the person's name.")), at_most(120)],
    )
    cpr = StringField(
        _l("The person's CPR number"),
        description=_l("We keep it in code and use it only to know the person when they sign in"),
        validators=[required(_l("Write the person's CPR number.")), at_most(15)],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    talks = _how_much("talks")
    plan = _how_much("plan")
    joblog = _how_much("joblog")
    cv = _how_much("cv")
    openings = _how_much("openings")
    messages = _how_much("messages")
    survey = _how_much("survey")
    privacy = _how_much("privacy")
    starts_on = DatePartsField(_l("First day"), validators=[required(_l("Write the day."))])
    ends_on = DatePartsField(
        _l("Last day"),
        description=_l("Two years at most. You can end it at any time before"),
        validators=[required(_l("Write the day."))],
    )

    @property
    def daily(self) -> list[Any]:
        """The fields of what people usually give."""
        return [self[area] for area in words.AREAS if area in DAILY]

    @property
    def seldom(self) -> list[Any]:
        """The fields of what is the citizen's alone unless it is given by name."""
        return [self[area] for area in words.AREAS if area not in DAILY]

    def wanted(self) -> Wanted:
        """What was filled in, as the service takes it."""
        assert self.starts_on.data is not None
        assert self.ends_on.data is not None
        given = {area: self[area].data for area in words.AREAS}
        return Wanted(
            name=self.name.data,
            cpr=self.cpr.data,
            reads=tuple(area for area, much in given.items() if much),
            acts=tuple(area for area, much in given.items() if much == "act"),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class PaperPowerForm(PowerForm):
    """The same, entered by staff from a paper the citizen has signed."""

    reason = TextAreaField(
        _l("Why on paper, and where the paper is"),
        description=_l("For example: signed in the reception, filed in the case"),
        validators=[required(_l("Write why, and where the paper is.")), at_most(500)],
    )


class EndPowerForm(Form):
    """Why staff end what a citizen has given."""

    reason = TextAreaField(
        _l("Why is it ended?"), validators=[required(_l("Write why it is ended.")), at_most(500)]
    )


class EmergencyForm(Form):
    """Why an administrator comes in without the provider."""

    reason = TextAreaField(
        _l("Why do you need emergency access?"),
        description=_l("For example: the directory's sign-in has been away since 8 o'clock"),
        validators=[
            required(_l("Write why.")),
            Length(min=10, message=_l("Write why, in at least ten characters.")),
            at_most(500),
        ],
    )


class KeyForm(Form):
    """What a security key answered."""

    answer = HiddenField(validators=[required(), at_most(20_000)])


class RoleForm(Form):
    """Which role somebody of staff is to have."""

    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(*one) for one in words.ROLES.items()],
        validate_choice=False,
        validators=[Known(list(words.ROLES), _l("Choose one of the answers shown."))],
    )


FIELD_OF: dict[Refusal, str] = {
    PowerRefusal.NO_AREA: "talks",
    PowerRefusal.STARTS_IN_PAST: "starts_on",
    PowerRefusal.ENDS_BEFORE_START: "ends_on",
    PowerRefusal.TOO_LONG: "ends_on",
    PowerRefusal.NOT_A_CPR: "cpr",
    PowerRefusal.ONESELF: "cpr",
    PowerRefusal.ALREADY: "cpr",
}
