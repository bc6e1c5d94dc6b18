"""What a form control needs so that everyone can use it: class, hint, error, limits."""

from typing import Any

from wtforms.fields import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
    TextAreaField,
)


def described_by(field: Any) -> str:
    """The ids of the field's hint, error and limit, as aria-describedby wants them."""
    ids = []
    if field.description:
        ids.append(f"{field.id}-hint")
    if field.errors:
        ids.append(f"{field.id}-error")
    if isinstance(field, TextAreaField) and field.flags.maxlength:
        ids.append(f"{field.id}-limit")
    return " ".join(ids)


def attributes(field: Any) -> dict[str, Any]:
    """Attributes for the control of `field`; explicit ones in a template win over them.

    A single line gets its `maxlength` from WTForms. A text area gets none: browsers cut what is
    pasted without a word, so we count aloud instead, and refuse what is too long with all of it
    kept.
    """
    if isinstance(field, HiddenField | SubmitField | RadioField):
        return {}
    made: dict[str, Any] = {"class_": _css_class(field)}
    if field.errors:
        made["aria_invalid"] = "true"
    if described_by(field):
        made["aria_describedby"] = described_by(field)
    if isinstance(field, TextAreaField):
        made["maxlength"] = False
    return made


def _css_class(field: Field) -> str:
    if isinstance(field, BooleanField | SelectMultipleField):
        return "form-checkbox"
    return "form-select" if isinstance(field, SelectField) else "form-input"
