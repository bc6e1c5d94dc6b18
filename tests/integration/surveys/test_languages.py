"""The survey in Arabic and Ukrainian: every word of every page, and the right way round."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.surveys import defaults, service
from portal.surveys.models import STATEMENTS
from portal.surveys.wording import WORDINGS
from tests.conftest import NOW
from tests.factories.surveys import InvitationFactory
from tests.integration.surveys.test_around import call_form

# Names and addresses stay as they are, and Min Plan is what stands on the citizen's own page.
LATIN = re.compile(r"[A-Za-zÆØÅæøå]{2,}")
NAMES = re.compile(
    r"Lyngby-Taarbæk Kommune|Jobcenterportalen|Toftebæksvej 12, 2800 Kongens Lyngby"
    r"|jobcenter@example\.invalid|Min Plan|Dansk|English|Karen"
)
AGREE = dict.fromkeys(STATEMENTS, "4")


@pytest.fixture(autouse=True)
def present(app: Flask, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    session.commit()
    with clock.frozen(NOW):
        yield


@pytest.fixture
def path(app: Flask, session: orm.Session) -> str:
    with app.app_context():
        made = service.link_path(InvitationFactory())
    session.commit()
    return made


def words_in(page: str) -> str:
    """What a reader or a screen reader meets: text, and the labels that are read aloud."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|data-left|data-over|alt)="([^"]*)"', body))
    return re.sub(r"<[^>]+>", " ", body) + " " + spoken


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("uk", "ltr")])
def test_every_word_of_every_page_is_translated(
    client: FlaskClient, path: str, language: str, direction: str
) -> None:
    client.get(f"{path}?lang={language}")  # from here on the cookie says it
    pages = [
        client.get(path),
        client.post(path, data=AGREE | {"purpose": "9", "open": "1" * 801}),
        client.post(path, data={}),
        client.get("/svar/kode"),
        client.post("/svar/kode", data={"code": "x"}),
        client.post("/svar/kode", data={}),
        client.get(f"{path}/nej-tak"),
        client.post(path, data=AGREE),
        client.get("/svar/tak"),
        client.post("/svar/tak", data={}),
        client.post("/svar/tak", data=call_form(client) | {"name": "Karen"}),
        client.post(path, data=AGREE),
        client.get("/svar/x"),
        client.post(f"{path}/nej-tak"),
    ]
    for page in pages:
        if page.status_code == 302:
            continue
        assert f'lang="{language}" dir="{direction}"' in page.text
        left = LATIN.findall(NAMES.sub(" ", words_in(page.text)))
        assert left == [], f"{page.request.path} {page.status_code}: {left}"


def test_the_rest_of_the_portal_stays_danish_and_english(client: FlaskClient) -> None:
    client.get("/svar/kode?lang=ar")
    front = client.get("/", headers={"Accept-Language": "da"}).text
    assert '<html lang="da" dir="ltr">' in front
    assert "العربية" not in front


def test_an_unknown_language_is_the_readers_own_or_danish(client: FlaskClient) -> None:
    page = client.get("/svar/kode?lang=xx", headers={"Accept-Language": "uk,en;q=0.5"})
    assert '<html lang="uk"' in page.text


def test_every_version_has_every_statement_in_every_language_it_has() -> None:
    for questionnaire, versions in WORDINGS.items():
        for languages in versions.values():
            assert {"da", "en"} <= set(languages)
            keys = {frozenset(texts) for texts in languages.values()}
            assert len(keys) == 1, questionnaire
            assert all(text for texts in languages.values() for text in texts.values())
    assert set(WORDINGS["citizen"][1]) == {"da", "en", "ar", "uk"}
