"""No text of any form is without a limit, and none keeps what would deceive who reads it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField
from wtforms.fields import Field, StringField, TextAreaField
from wtforms.validators import Length

import portal
from portal import create_app
from portal.core.forms import Form
from portal.settings import Settings

# Texts that people, and others, send; each with what must not be left of it.
HOSTILE = {
    "NUL": ("a\0b", "\0"),
    "lone surrogate": ("a\ud83db", "\ud83d"),
    "right-to-left override": ("Anna \u202egnp.exe", "\u202e"),
    "isolates": ("\u2066Anna\u2069", "\u2066"),
    "line break in a line": ("Emne\r\nBcc: x@example.invalid", "\n"),
}


def every_form() -> list[type[Form]]:
    """Every form class of every room."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if ".forms" in module.name or ".routes" in module.name or "rules" not in module.name:
            importlib.import_module(module.name)

    def below(kind: type[Form]) -> Iterator[type[Form]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return sorted(set(below(Form)), key=lambda one: (one.__module__, one.__qualname__))


FORMS = every_form()


@pytest.fixture(scope="module")
def app(settings: Settings) -> Flask:
    return create_app(settings)


def fields(form: Any) -> Iterator[Field]:
    """The form's fields, also those of forms and lists inside it."""
    for field in form:
        if isinstance(field, FormField):
            yield from fields(field.form)
        elif isinstance(field, FieldList):
            yield from field.entries
        else:
            yield field


def made(kind: type[Form], app: Flask, sent: dict[str, Any] | None = None) -> Form | None:
    """A form of the kind, or None for one that needs more to be made."""
    with app.test_request_context("/", method="POST"):
        try:
            return kind(formdata=MultiDict(sent or {}), meta={"csrf": False})
        except TypeError:
            return None


def test_there_are_forms_to_look_at() -> None:
    assert len(FORMS) > 60


def limit_of(field: Field) -> int:
    """The field's limit, or 0."""
    return min((v.max for v in field.validators if isinstance(v, Length) and v.max > 0), default=0)


@pytest.mark.parametrize("kind", FORMS, ids=lambda k: f"{k.__module__}.{k.__name__}")
def test_every_text_field_has_a_limit_and_keeps_to_it(kind: type[Form], app: Flask) -> None:
    form = made(kind, app)
    if form is None:
        pytest.skip("needs more than its class to be made")
    texts = [f for f in fields(form) if isinstance(f, StringField) and f.type != "CSRFTokenField"]
    without = [field.name for field in texts if not 0 < limit_of(field) <= 500_000]
    assert not without, "takes any length"
    sent = made(kind, app, {field.name: "x" * (limit_of(field) + 1) for field in texts})
    with app.test_request_context("/", method="POST"):
        for field in fields(sent):
            if isinstance(field, StringField) and field.data:
                assert not field.validate(sent), field.name
                assert field.errors


@pytest.mark.parametrize("kind", FORMS, ids=lambda k: f"{k.__module__}.{k.__name__}")
@pytest.mark.parametrize("what", HOSTILE)
def test_what_deceives_is_taken_out(kind: type[Form], what: str, app: Flask) -> None:
    text, gone = HOSTILE[what]
    form = made(kind, app)
    texts = [f for f in fields(form or ()) if isinstance(f, StringField)]
    if gone == "\n":
        texts = [field for field in texts if not isinstance(field, TextAreaField)]
    sent = made(kind, app, {field.name: text for field in texts})
    for field in fields(sent or ()):
        if isinstance(field, StringField) and isinstance(field.data, str):
            assert gone not in field.data or isinstance(field, TextAreaField), field.name
            assert field.data.encode("utf-8") is not None


def test_decomposed_letters_are_composed_and_emoji_stay(app: Flask) -> None:
    class Named(Form):
        """A name."""

        name = StringField()

    with app.test_request_context("/", method="POST"):
        sent = MultiDict({"name": "Sa\u030aren Bjo\u0338rn A\u030argaard 👩🏽‍🏭𠜎"})
        form = Named(formdata=sent, meta={"csrf": False})
    assert form.name.data.startswith("Såren Bj")
    assert "Å" in form.name.data
    assert form.name.data.endswith("👩🏽‍🏭𠜎")
