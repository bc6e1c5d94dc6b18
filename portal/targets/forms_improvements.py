"""The shape of what is told: you said – we did."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from portal.core.forms import Form
from portal.fds.fields import at_most, required
from portal.targets import words
from portal.targets.rules.quarters import Quarter
from portal.targets.service.improvements import Words

TITLE, TEXT = 80, 600


class ImprovementForm(Form):
    """What citizens said and what was done, in both languages."""

    quarter = SelectField(
        _l("The answers of which quarter led to it?"),
        validate_choice=False,
        validators=[required(_l("Choose the quarter."))],
    )
    title_da = StringField(
        _l("Title in Danish"),
        description=_l("What is different now, in a few words"),
        validators=[required(_l("Write the title in Danish.")), at_most(TITLE)],
    )
    text_da = TextAreaField(
        _l("Text in Danish"),
        description=_l("What citizens said, and what you did. No names."),
        validators=[required(_l("Write the text in Danish.")), at_most(TEXT)],
    )
    title_en = StringField(
        _l("Title in English"),
        validators=[required(_l("Write the title in English.")), at_most(TITLE)],
    )
    text_en = TextAreaField(
        _l("Text in English"),
        validators=[required(_l("Write the text in English.")), at_most(TEXT)],
    )
    seen = HiddenField(default="0", validators=[Regexp(r"\d{1,9}\Z")])

    def offer(self, quarters: Sequence[Quarter]) -> "ImprovementForm":
        """Let one of these quarters be chosen."""
        field = self["quarter"]
        field.choices = [SelectChoice(one.name, words.quarter(one)) for one in quarters]
        names = [one.name for one in quarters]
        field.validators = [*field.validators, AnyOf(names, _l("Choose the quarter."))]
        return self

    def words(self) -> Words:
        """What was written, as the service takes it."""
        return Words(
            Quarter.named(self.quarter.data),
            self.title_da.data,
            self.title_en.data,
            self.text_da.data,
            self.text_en.data,
        )
