"""The shape of a sign-in request."""

from wtforms import StringField
from wtforms.validators import Length, Optional

from portal.core.forms import Form


class SignInForm(Form):
    """Which audience, or in demo which person; and where to go afterwards."""

    audience = StringField(validators=[Optional(), Length(max=20)])
    persona = StringField(validators=[Optional(), Length(max=100)])
    next = StringField(validators=[Optional(), Length(max=500)])
