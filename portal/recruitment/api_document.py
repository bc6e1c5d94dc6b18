"""An enquiry as a company's system writes it: which fields there are, and what each may hold.

One list says it for reading and for the description of the API.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.forms import EMAIL, PHONE, tidy
from portal.recruitment.models import JOB_KINDS, KINDS, PLACEMENT_FORMS
from portal.recruitment.rules.enquiry import ENDING_KINDS, FORM_KINDS

LONG = 4000
DAY = r"^\d{4}-\d{2}-\d{2}$"
Fault = tuple[str, Any]
"""The name of a field, and what is wrong with it in words."""


@dataclass(frozen=True)
class Field:
    """One field. `kinds` are the enquiries that have it, `needed` whether they must."""

    name: str
    schema: dict[str, Any]
    about: str
    kinds: tuple[str, ...] = KINDS
    needed: bool = True
    wrong: Any = None
    """What to say when it does not match its pattern."""


def _text(most: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most, **more}


FIELDS = (
    Field("kind", {"type": "string", "enum": list(KINDS)}, "What the company needs."),
    Field("title", _text(120, pattern=r"\S"), "What the job or the matter is called."),
    Field("tasks", _text(LONG, pattern=r"\S"), "The tasks, or what it is about."),
    Field(
        "requirements",
        {"type": "string", "maxLength": LONG},
        "What the person must be able to do, one thing a line.",
        JOB_KINDS,
        needed=False,
    ),
    Field(
        "positions",
        {"type": "integer", "minimum": 1, "maximum": 500},
        "How many people.",
        JOB_KINDS,
    ),
    Field(
        "hours_per_week",
        {"type": "integer", "minimum": 1, "maximum": 60},
        "Hours a week.",
        JOB_KINDS,
    ),
    Field(
        "starts_on",
        {"type": "string", "format": "date", "pattern": DAY},
        "The first day: from today on, within two years.",
        JOB_KINDS,
    ),
    Field(
        "ends_on",
        {"type": "string", "format": "date", "pattern": DAY},
        "The last day, where the work ends by itself.",
        ENDING_KINDS,
        needed=False,
    ),
    Field(
        "placement_form",
        {"type": "string", "enum": list(PLACEMENT_FORMS)},
        "Which help with a job is meant.",
        FORM_KINDS,
    ),
    Field("workplace", _text(200, pattern=r"\S"), "Street and number."),
    Field(
        "postcode",
        {"type": "string", "pattern": r"^[0-9]{4}$"},
        "Four digits.",
        wrong=_l("A postcode has four digits."),
    ),
    Field(
        "production_unit",
        {"type": "string", "pattern": r"^[0-9]{10}$"},
        "The number of the company's site it is for.",
        needed=False,
        wrong=_l("A production unit's number has ten digits."),
    ),
    Field("contact_name", _text(100, pattern=r"\S"), "Whom we talk to."),
    Field(
        "contact_phone",
        _text(30, pattern=PHONE.replace(r"\Z", "$")),
        "Eight digits, or a number with its country code.",
        wrong=_l("A phone number has eight digits, for example 45 97 30 00."),
    ),
    Field(
        "contact_email",
        _text(254, pattern=EMAIL.replace(r"\Z", "$")),
        "Where we write.",
        wrong=_l("Write an e-mail address, for example name@company.dk."),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
LONG_TEXTS = ("tasks", "requirements")


def check(document: Any) -> tuple[dict[str, Any], list[Fault]]:
    """What an enquiry says, tidied as on the pages, and everything that is wrong with it."""
    if not isinstance(document, dict):
        return {}, [("", _("Send an object with the enquiry's fields."))]
    kind = document.get("kind")
    known = kind if isinstance(kind, str) and kind in KINDS else None
    faults = list(_misplaced(document, known))
    said: dict[str, Any] = {}
    for field in FIELDS:
        if known is not None and known not in field.kinds:
            continue
        if field.name not in document:
            if field.needed and (known is not None or field.kinds == KINDS):
                faults.append((field.name, _("This is missing.")))
            continue
        value = _tidied(field, document[field.name])
        fault = _READERS[field.schema["type"]](field, value)
        if fault is not None:
            faults.append((field.name, fault))
        said[field.name] = value
    return said, faults


def _misplaced(document: dict[str, Any], kind: str | None) -> Iterator[Fault]:
    for name in document:
        if name not in BY_NAME:
            yield name, _("There is no such field.")
        elif kind is not None and kind not in BY_NAME[name].kinds:
            yield name, _("An enquiry of this kind has no such field.")


def _tidied(field: Field, value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    text = tidy(value) or ""
    return text if field.name in LONG_TEXTS else " ".join(text.splitlines())


def _number_fault(field: Field, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return _("Write a whole number.")
    low, high = field.schema["minimum"], field.schema["maximum"]
    if not low <= value <= high:
        return _("Write a number from %(low)d to %(high)d.", low=low, high=high)
    return None


def _text_fault(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return _("Write a text.")
    most = field.schema.get("maxLength")
    if most is not None and len(value) > most:
        return _("Write at most %(max)d characters.", max=most)
    choices = field.schema.get("enum")
    if choices is not None and value not in choices:
        return _("Choose one of %(choices)s.", choices=", ".join(choices))
    if field.schema.get("format") == "date":
        return None if _is_day(value) else _("Write a day as 2027-02-01.")
    pattern = field.schema.get("pattern")
    if field.schema.get("minLength") and not value:
        return _("Fill this in.")
    if pattern and not re.search(pattern.replace("$", r"\Z"), value, re.ASCII):
        return field.wrong
    return None


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "integer": _number_fault,
    "string": _text_fault,
}
