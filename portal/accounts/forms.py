"""The shape of a sign-in request."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from portal.core.forms import Form


class SignInForm(Form):
    """Which audience, or in demo which person; and where to go afterwards."""

    audience = StringField(validators=[Optional(), Length(max=20)])
    persona = StringField(validators=[Optional(), Length(max=100)])
    next = StringField(validators=[Optional(), Length(max=500)])


class ProofForm(Form):
    """Where somebody was who must prove anew who they are, and the form that waits for them."""

    next = HiddenField(validators=[Optional(), Length(max=2000)])
    held = HiddenField(validators=[Optional(), Length(max=100)])
