"""The shape of a system's access and of a webhook."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from portal.core.forms import Form
from portal.fds.fields import at_most, required
from portal.systems import words
from portal.systems.rules.hooks import LONGEST_URL


def _unit_or_none(text: Any) -> int | None:
    if text in (None, "", "None"):
        return None
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number


class RotateForm(Form):
    """How long a new token works."""

    days = RadioField(
        _l("How long should it work?"),
        choices=[SelectChoice(*life) for life in words.LIVES.items()],
        default="365",
        validators=[required(_l("Choose how long."))],
    )


class AccessForm(RotateForm):
    """Which system gets access, and to what."""

    name = StringField(
        _l("What is the system called?"),
        description=_l("For example: Our HR system. So that you know it again."),
        validators=[required(), at_most(80)],
    )
    scopes = SelectMultipleField(
        _l("What may it do?"),
        choices=[SelectChoice(*scope) for scope in words.SCOPES.items()],
        validators=[required(_l("Choose at least one."))],
    )
    unit_id = SelectField(
        _l("Which unit does it act for?"), coerce=_unit_or_none, validators=[Optional()]
    )


class HookForm(Form):
    """Which address is told, and of what."""

    url = StringField(
        _l("Where do we send it?"),
        description=_l("Your system's address. It begins with https://."),
        validators=[required(), at_most(LONGEST_URL)],
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    events = SelectMultipleField(
        _l("What do we tell?"),
        choices=[SelectChoice(*event) for event in words.HOOK_EVENTS.items()],
        validators=[required(_l("Choose at least one."))],
    )
