"""The shape of a message."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, SelectChoice, SelectField, StringField
from wtforms.fields import TextAreaField
from wtforms.validators import AnyOf

from portal.core.forms import Form
from portal.fds.fields import at_most, required
from portal.messages import rules

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class ReplyForm(Form):
    """A text with files."""

    text = TextAreaField(
        _l("Your message"),
        validators=[required(_l("Write a message first.")), at_most(rules.LONGEST_TEXT)],
    )
    files = MultipleFileField(_l("Files"), render_kw={"accept": ACCEPTED})
    key = HiddenField()


class BeginForm(ReplyForm):
    """The first message of a thread."""

    subject = StringField(
        _l("What is it about?"),
        validators=[
            required(_l("Write in a few words what it is about.")),
            at_most(rules.LONGEST_SUBJECT),
        ],
    )


class CitizenBeginForm(BeginForm):
    """The first message of a thread, to somebody in the course."""

    to = SelectField(
        _l("To"),
        choices=[],
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[required(_l("Choose whom you want to write to."))],
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Let the citizen choose among these people."""
        self.to.choices = [SelectChoice(*one) for one in people]
        known = AnyOf([value for value, _ in people], _l("Choose one of the answers shown."))
        self.to.validators = [*self.to.validators, known]


class StandInForm(Form):
    """A colleague who answers instead."""

    staff = SelectField(_l("Who answers?"), choices=[], validate_choice=False)

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Let staff choose among these colleagues."""
        self.staff.flags.required = True  # nobody is an answer too
        nobody = SelectChoice("", _l("Nobody else"))
        self.staff.choices = [nobody, *(SelectChoice(*one) for one in people)]

    def staff_id(self) -> int | None:
        """Whom was chosen; None is nobody."""
        chosen = self.staff.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
