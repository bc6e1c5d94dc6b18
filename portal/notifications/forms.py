"""The shape of a message's words, and of how a citizen wants to be reached."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Optional, Regexp, ValidationError

from portal.core.forms import EMAIL, PHONE, Form
from portal.core.i18n import LANGUAGES
from portal.fds.fields import at_most, required
from portal.notifications import texts, words


class WordsForm(Form):
    """The subject and text of a kind of message."""

    subject = StringField(_l("Subject"), validators=[required(), at_most(150)])
    body = TextAreaField(_l("Text"), validators=[required(), at_most(3000)])
    replaces = HiddenField(validators=[Regexp(r"\d{1,6}\Z")])

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind

    def validate_subject(self, field: Any) -> None:
        """Only names the kind knows."""
        self._only_known(field)

    def validate_body(self, field: Any) -> None:
        """Only names the kind knows."""
        self._only_known(field)

    def _only_known(self, field: Any) -> None:
        try:
            unknown = texts.unknown(self._kind, field.data or "")
        except ValueError:
            raise ValidationError(
                _("A brace is left open. Names stand in braces, as in {solution}.")
            ) from None
        if unknown:
            names = ", ".join("{" + name + "}" for name in unknown)
            raise ValidationError(_("This message knows nothing called %(names)s.", names=names))

    def template(self) -> texts.Template:
        """The words as the service takes them."""
        return texts.Template(self.subject.data, (self.body.data or "").replace("\r\n", "\n"))


class ContactForm(Form):
    """How a citizen is reached, and what a talk must take into account."""

    email = EmailField(
        _l("E-mail"),
        validators=[
            Optional(),
            at_most(254),
            Regexp(EMAIL, message=_l("Write an e-mail address, for example name@mail.dk.")),
        ],
        render_kw={"autocomplete": "email"},
    )
    phone = TelField(
        _l("Mobile phone"),
        description=_l("We send SMS to it, and call it when your talk is by phone"),
        validators=[
            Optional(),
            at_most(30),
            Regexp(PHONE, message=_l("A phone number has eight digits, for example 45 97 30 00.")),
        ],
        render_kw={"autocomplete": "tel"},
    )
    first = RadioField(
        _l("How do we tell you that a message waits?"),
        description=_l("If it does not arrive, we try the others."),
        validate_choice=False,
        validators=[required(_l("Choose one of the answers shown."))],
    )
    language = RadioField(
        _l("In which language do we write to you?"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validate_choice=False,
        validators=[
            required(),
            AnyOf(tuple(LANGUAGES), message=_l("Choose one of the answers shown.")),
        ],
    )
    talk_language = SelectField(
        _l("In which language do you want to talk?"),
        validate_choice=False,
        validators=[
            required(),
            AnyOf(words.TALK_LANGUAGES, message=_l("Choose one of the answers shown.")),
        ],
    )
    needs = SelectMultipleField(
        _l("What should we think of?"),
        choices=[SelectChoice(code, text) for code, text in words.NEEDS.items()],
        validate_choice=False,
    )

    def offer(self, channels: tuple[str, ...]) -> None:
        """Show the ways there are, and the languages by their names."""
        first: Any = self["first"]
        first.choices = [SelectChoice(code, words.CHANNELS[code]) for code in channels]
        language: Any = self["talk_language"]
        language.choices = [
            SelectChoice(code, words.language(code)) for code in words.TALK_LANGUAGES
        ]

    def validate_first(self, field: Any) -> None:
        """A way there is, with an address for it."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))
        if field.data == "email" and not self.email.data:
            raise ValidationError(_l("Write your e-mail address, or choose another way."))
        if field.data == "sms" and not self.phone.data:
            raise ValidationError(_l("Write your mobile number, or choose another way."))

    def validate_needs(self, field: Any) -> None:
        """Only what is known."""
        if not set(field.data or ()) <= set(words.NEEDS):
            raise ValidationError(_l("Choose one of the answers shown."))
