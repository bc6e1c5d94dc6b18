"""The base of every form: text is tidied before it is checked, and nothing typed is lost."""

import unicodedata
from hashlib import sha256
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import HiddenField, StringField, TextAreaField

from portal.core.errors import Refusal
from portal.fds.messages import PlainMessages
from portal.fds.widgets import attributes

# Marks that turn the reading direction around and can make a name read as another.
DIRECTION_MARKS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF]
)


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


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose text fields are tidied."""

    class Meta:
        """How fields are bound."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Put `tidy` before the field's own filters."""
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, TextAreaField):
                options["filters"] = [_tidy_text, *filters]
            elif issubclass(unbound_field.field_class, StringField):
                options["filters"] = [_tidy_line, *filters]
            return unbound_field.bind(form=form, **options)

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


class SeenForm(Form):
    """A form that knows what its page showed, so that another device's change is noticed."""

    seen = HiddenField()

    def mark(self, stored: Any) -> str:
        """What marks the stored values of this form's fields."""
        names = [f.name for f in self if f.type not in ("CSRFTokenField", "HiddenField")]
        values = repr([getattr(stored, name, None) for name in names])
        return sha256(values.encode()).hexdigest()[:32]

    def shows(self, stored: Any) -> "SeenForm":
        """Note what is stored as what the page shows."""
        self.seen.data = self.mark(stored)
        return self

    def is_outdated(self, stored: Any) -> bool:
        """True when something else was stored since the page was shown."""
        return bool(self.seen.data) and self.seen.data != self.mark(stored)


def _tidy_line(value: Any) -> Any:
    return " ".join(_tidy_text(value).splitlines()) if isinstance(value, str) else value


def _tidy_text(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
