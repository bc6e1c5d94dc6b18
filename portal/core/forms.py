"""The base of every form: text is tidied before it is checked, and nothing typed is lost."""

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import StringField

# Marks that turn the reading direction around and can make a name read as another.
DIRECTION_MARKS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF]
)


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
            if _holds_text(unbound_field.field_class):
                options["filters"] = [_tidy_text, *filters]
            return unbound_field.bind(form=form, **options)


def _holds_text(field_class: type) -> bool:
    return issubclass(field_class, StringField)


def _tidy_text(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
