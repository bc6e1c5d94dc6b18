"""What a form control needs so that everyone can use it: class, hint, error, limits."""

from typing import Any

from wtforms.fields import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import Length


def described_by(field: Any) -> str:
    """The ids of the field's hint and error, as aria-describedby wants them."""
    ids = []
    if field.description:
        ids.append(f"{field.id}-hint")
    if field.errors:
        ids.append(f"{field.id}-error")
    return " ".join(ids)


def most_characters(field: Any) -> int | None:
    """The field's length limit, or None."""
    limits = [v.max for v in field.validators if isinstance(v, Length) and v.max > 0]
    return min(limits, default=None)


def attributes(field: Any) -> dict[str, Any]:
    """Attributes for the control of `field`; explicit ones in a template win over them."""
    if isinstance(field, HiddenField | SubmitField | RadioField):
        return {}
    made: dict[str, Any] = {"class_": _css_class(field)}
    if field.errors:
        made["aria_invalid"] = "true"
    if described_by(field):
        made["aria_describedby"] = described_by(field)
    limit = most_characters(field)
    if limit is not None and not isinstance(field, SelectField | FileField | BooleanField):
        made["maxlength"] = limit
    return made


def _css_class(field: Field) -> str:
    if isinstance(field, BooleanField | SelectMultipleField):
        return "form-checkbox"
    return "form-select" if isinstance(field, SelectField) else "form-input"
