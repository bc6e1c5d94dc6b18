"""Every macro of the design system renders a page that holds to the rules of every page."""

import pytest
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from wtforms.fields import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from portal import create_app
from portal.core.access import anonymous
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required
from portal.settings import Settings
from tests.visits import CheckedClient

GALLERY = """{% extends 'base.html' %}{% import 'fds/components.html' as fds with context %}
{% block title %}Galleri{% endblock %}
{% block breadcrumb %}{{ fds.breadcrumb([('Min side', '/')], 'Galleri') }}{% endblock %}
{% block content %}{{ fds.error_summary(form) }}<h1>Galleri</h1>
{{ fds.steps([('Vælg', '/'), ('Bekræft', none), ('Kvittering', none)], 2) }}
{% for kind in ['info', 'success', 'warning', 'error'] %}{{ fds.alert(kind, 'Titel', 'Tekst') }}
{{ fds.badge(kind, 'Ord') }}{% endfor %}{{ fds.badge('neutral', 'Ord') }}{{ fds.tag('C#') }}
{% call fds.card('Kort', kind='duty') %}{{ fds.link_button('Gå', '/', icon='check') }}{% endcall %}
{% call fds.summary_list() %}{{ fds.row('Hvor', 'Her') }}{% endcall %}
{% call fds.table('Tabel', ['A']) %}<tr><td data-title="A">1</td></tr>{% endcall %}
{{ fds.empty('Intet', 'Endnu', 'Gør', '/') }}{{ fds.pagination(2, 3, 'home.front', q='x') }}
{{ fds.progress(1, 2, '1 af 2') }}{% call fds.details('Mere') %}<p>x</p>{% endcall %}
{{ fds.person('Åse Ærø', 'Rådgiver', '45 97 30 01', 'a@example.invalid') }}{{ fds.back_link('/') }}
{{ fds.post_button('/log-ud', 'Send', fields={'a': '<b>'}) }}{{ fds.tile('t', '1', 'Et') }}
{% call fds.form(form) %}{% for f in form if f.name != 'csrf_token' %}{{ fds.field(f) }}
{% endfor %}{{ fds.button('Gem') }}{% endcall %}{% endblock %}"""


class Everything(Form):
    """One field of each kind."""

    title = StringField("Titel", validators=[required(), at_most(20)], description="Hjælp")
    note = TextAreaField("Note", validators=[Optional(), at_most(50)])
    kind = SelectField("Slags", choices=[SelectChoice("a", "A")], validators=[required()])
    day = DatePartsField("Dag", validators=[required()], description="Hjælp")
    way = RadioField(
        "Måde", choices=[SelectChoice("p", "P"), SelectChoice("t", "T")], validators=[required()]
    )
    many = SelectMultipleField("Flere", choices=[SelectChoice("p", "P")])
    ok = BooleanField("Ja", validators=[required()])
    number = IntegerField("Tal", validators=[Optional()])


@pytest.fixture(scope="module")
def gallery(settings: Settings) -> FlaskClient:
    """A client of a portal with a page of every macro."""
    app: Flask = create_app(settings)
    app.test_client_class = CheckedClient
    app.config["WTF_CSRF_ENABLED"] = False

    @app.route("/galleri", methods=["GET", "POST"])
    @anonymous
    def show() -> str:
        form = Everything()
        if request.method == "POST":
            form.validate()
        return render_template_string(GALLERY, form=form)

    return app.test_client()


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_gallery_is_a_proper_page(gallery: FlaskClient, language: str) -> None:
    answer = gallery.get(f"/galleri?lang={language}")
    assert answer.status_code == 200
    assert 'aria-invalid="true"' not in answer.text
    assert 'value="&lt;b&gt;"' in answer.text


def test_errors_stand_beside_their_field_and_in_the_summary(gallery: FlaskClient) -> None:
    page = gallery.post("/galleri?lang=en", data={"title": "x" * 21, "note": "<script>"}).text
    assert 'id="title-error"' in page
    assert 'aria-describedby="title-hint title-error"' in page
    assert 'href="#title"' in page
    assert 'href="#day-day"' in page
    assert "Write at most 20 characters." in page
    assert "&lt;script&gt;" in page


def test_what_was_typed_is_kept(gallery: FlaskClient) -> None:
    page = gallery.post("/galleri", data={"title": "Æble", "day-day": "31", "day-month": "2"}).text
    assert 'value="Æble"' in page
    assert 'value="31"' in page
