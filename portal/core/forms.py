"""The base of every form: text is tidied before it is checked, and nothing typed is lost."""

import unicodedata
from datetime import date
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.fields import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, StopValidation

from portal.core import i18n
from portal.core.errors import Refusal
from portal.core.formatting import long_date
from portal.fds.messages import PlainMessages
from portal.fds.widgets import attributes

# Marks that turn the reading direction around and can make a name read as another.
DIRECTION_MARKS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF]
)


# What a field takes that names no limit of its own. No text of any field is without one.
LONGEST_LINE = 200
LONGEST_TEXT = 5000
LONGEST_HIDDEN = 2000

# Eight Danish digits, or a number with its country code.
PHONE = r"^(\+45|0045)?( ?[0-9]){8}\Z|^\+(?!45)( ?[0-9]){7,15}\Z"
EMAIL = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+\Z"


def tidy(text: str | None) -> str | None:
    """`text` composed (NFC), without control and direction marks, without outer white space."""
    if text is None:
        return None
    composed = unicodedata.normalize("NFC", text).translate(DIRECTION_MARKS)
    kept = "".join(
        c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return kept.strip()


class Longest(Length):  # type: ignore[misc]  # WTForms has no types
    """The limit of a field that names none: asked first, so that no work is done on more."""

    def __init__(self, characters: int) -> None:
        super().__init__(max=characters)
        self.field_flags: dict[str, Any] = {}  # nothing to count aloud: nobody types so much here

    def __call__(self, form: Any, field: Any) -> None:
        """Stop when the text is longer."""
        sent = field.data if isinstance(field.data, str) else "".join(field.raw_data or ())
        if len(sent) > self.max:
            raise StopValidation(_("Write at most %(max)d characters.", max=self.max))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose text fields are tidied."""

    class Meta:
        """How fields are bound."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Put `tidy` before the field's own filters, and a limit before its own checks."""
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, TextAreaField):
                options["filters"] = [_tidy_text, *filters]
            elif issubclass(unbound_field.field_class, StringField):
                options["filters"] = [_tidy_line, *filters]
            field = unbound_field.bind(form=form, **options)
            if isinstance(field, StringField) and not _has_limit(field):
                field.validators = [Longest(_usual_limit(field)), *field.validators]
            return field

        def get_translations(self, _form: Any) -> PlainMessages:
            """What WTForms says of its own, in our words."""
            return PlainMessages()

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Give every control its class, and the ids of its hint and error."""
            own = getattr(field, "render_kw", None) or {}
            return field.widget(field, **{**attributes(field), **own, **render_kw})

    def refuse(self, refusal: Refusal, field_name: str | None = None) -> None:
        """Show a refusal beside the field it is about, else above the form."""
        if field_name is None:
            self.form_errors.append(refusal.sentence)
        else:
            self[field_name].errors = [*self[field_name].errors, refusal.sentence]


def _has_limit(field: Any) -> bool:
    return any(isinstance(one, Length) and one.max > 0 for one in field.validators)


def _usual_limit(field: Any) -> int:
    if isinstance(field, TextAreaField):
        return LONGEST_TEXT
    return LONGEST_HIDDEN if isinstance(field, HiddenField) else LONGEST_LINE


class SeenForm(Form):
    """A form that knows what its page showed, so that another device's change is noticed."""

    UNSAID: tuple[str, ...] = ()
    """Fields that only help to fill others."""
    KEPT_OTHERWISE: tuple[str, ...] = ()
    """What fields say but is stored under another name: its change is noticed too."""
    seen = HiddenField()

    def mark(self, stored: Any) -> str:
        """What marks the stored values of this form's fields."""
        names = [f.name for f in self if f.type not in ("CSRFTokenField", "HiddenField")]
        values = repr([getattr(stored, name, None) for name in (*names, *self.KEPT_OTHERWISE)])
        return sha256(values.encode()).hexdigest()[:32]

    def shows(self, stored: Any) -> "SeenForm":
        """Note what is stored as what the page shows."""
        self.seen.data = self.mark(stored)
        return self

    def said(self) -> list[tuple[Any, str]]:
        """What each field says, in words: to be shown beside what another device wrote."""
        shown = (f for f in self if f.type not in ("CSRFTokenField", "HiddenField"))
        return [(f.label.text, _in_words(f)) for f in shown if f.name not in self.UNSAID]

    def is_outdated(self, stored: Any) -> bool:
        """True when something else was stored since the page was shown."""
        return bool(self.seen.data) and self.seen.data != self.mark(stored)


def _in_words(field: Any) -> str:
    if field.data in (None, ""):
        return ""
    if isinstance(field.data, bool):
        return str(_("Yes") if field.data else _("No"))
    for choice in getattr(field, "choices", None) or ():
        if choice.value == field.data:
            return str(choice.label)
    if isinstance(field.data, date):
        return str(field._value() if field.type == "MonthField" else _day(field.data))
    return str(field.data)


def _day(day: date) -> str:
    return str(long_date(day, i18n.current()))


def _tidy_line(value: Any) -> Any:
    return " ".join(_tidy_text(value).splitlines()) if isinstance(value, str) else value


def _tidy_text(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
