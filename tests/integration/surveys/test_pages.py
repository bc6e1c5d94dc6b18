"""The survey as people meet it: the form, the thanks, and the links that open nothing."""

import logging
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.surveys import defaults, service
from portal.surveys.models import STATEMENTS, SealedAnswer, SpentLink
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.surveys import InvitationFactory
from tests.integration.conftest import SignInAs

AGREE = dict.fromkeys(STATEMENTS, "4")


@pytest.fixture(autouse=True)
def present(app: Flask, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    session.commit()
    with clock.frozen(NOW):
        yield


@pytest.fixture
def path(app: Flask, session: orm.Session) -> str:
    """The path of a fresh link."""
    with app.app_context():
        made = service.link_path(InvitationFactory())
    session.commit()
    return made


def stored(session: orm.Session) -> tuple[int | None, int | None]:
    return (
        session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer)),
        session.scalar(sa.select(sa.func.count()).select_from(SpentLink)),
    )


def test_five_statements_with_six_answers_each(client: FlaskClient, path: str) -> None:
    for language, words in (("da", "Der er et klart formål"), ("en", "have a clear purpose")):
        page = client.get(f"{path}?lang={language}")
        assert page.status_code == 200
        assert words in page.text
        assert page.text.count('type="radio"') == 30
        assert len(re.findall(r"<legend", page.text)) == 5
        assert "checked" not in page.text


def test_an_answer_is_taken_and_thanked_for(
    client: FlaskClient, session: orm.Session, path: str
) -> None:
    answer = client.post(path, data=AGREE | {"cooperation": "none"})
    assert answer.status_code == 302
    assert answer.location == "/svar/tak"
    assert stored(session) == (1, 1)
    assert client.get(answer.location).status_code == 200


def test_opening_a_link_changes_nothing(
    client: FlaskClient, session: orm.Session, path: str
) -> None:
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert stored(session) == (0, 0)
    assert client.post(path, data=AGREE).status_code == 302


def test_a_second_answer_is_told_that_the_first_counts(
    client: FlaskClient, session: orm.Session, path: str
) -> None:
    client.post(path, data=AGREE)
    for again in (client.post(f"{path}?lang=en", data=AGREE), client.get(f"{path}?lang=en")):
        assert again.status_code == 410
        assert "You have answered already" in again.text
    assert stored(session) == (1, 1)


@pytest.mark.parametrize("value", ["0", "6", "-1", "4.5", "fem", "", "44", "None", "<script>"])
def test_a_wrong_answer_is_an_error_beside_its_statement_and_keeps_the_others(
    client: FlaskClient, session: orm.Session, path: str, value: str
) -> None:
    page = client.post(f"{path}?lang=en", data=AGREE | {"purpose": value})
    assert page.status_code == 422
    assert 'id="purpose-error"' in page.text
    assert 'href="#purpose-0"' in page.text
    assert 'id="guidance-error"' not in page.text
    assert page.text.count(" checked") == 4
    assert "<script>" not in page.text
    assert stored(session) == (0, 0)
    assert client.post(path, data=AGREE).status_code == 302


def test_an_empty_form_asks_for_all_five(client: FlaskClient, path: str) -> None:
    page = client.post(f"{path}?lang=en", data={})
    assert page.status_code == 422
    assert page.text.count("form-error-message") == 5


def test_extra_fields_are_ignored(client: FlaskClient, session: orm.Session, path: str) -> None:
    extra = {"wave_id": "99", "id": "1", "citizen_id": "1", "spent": "no"}
    assert client.post(path, data=AGREE | extra).status_code == 302
    assert stored(session) == (1, 1)


def test_an_expired_link_says_so(app: Flask, client: FlaskClient, session: orm.Session) -> None:
    with app.app_context():
        path = service.link_path(InvitationFactory(expires_at=NOW))
    session.commit()
    for page in (client.get(f"{path}?lang=en"), client.post(path, data=AGREE)):
        assert page.status_code == 410
        assert "The link is too old" in page.text
    assert client.post(path, data={}).status_code == 410
    assert stored(session) == (0, 0)


def test_a_forged_link_says_so(client: FlaskClient, session: orm.Session, path: str) -> None:
    for forged in (path[:-1], f"{path}x", "/svar/x", "/svar/" + "x" * 10_240):
        for page in (client.get(f"{forged}?lang=en"), client.post(forged, data=AGREE)):
            assert page.status_code == 404
            assert "The link doesn't work" in page.text
    assert client.get("/svar/%00").status_code == 404
    assert stored(session) == (0, 0)


def test_the_survey_never_learns_who_is_signed_in(
    client_for: SignInAs, session: orm.Session, path: str
) -> None:
    citizen = CitizenFactory(name="Kirsten Canary")
    client = client_for(citizen)
    seen: list[str] = []
    engine_events = session.get_bind()

    def watch(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine_events, "before_cursor_execute", watch)
    try:
        assert "Canary" not in client.get(path).text
        assert client.post(path, data=AGREE).status_code == 302
    finally:
        sa.event.remove(engine_events, "before_cursor_execute", watch)
    assert seen
    assert not [s for s in seen if "sign_in" in s or "citizen" in s or "audit" in s]


def test_the_form_takes_few_statements(
    session: orm.Session, client: FlaskClient, path: str
) -> None:
    counted: list[str] = []

    def watch(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            counted.append(statement)

    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", watch)
    try:
        client.get(path)
        shown = len(counted)
        client.post(path, data=AGREE)
    finally:
        sa.event.remove(bind, "before_cursor_execute", watch)
    assert shown == 2
    assert len(counted) - shown == 2


def test_the_log_names_the_route_and_never_the_token(client: FlaskClient, path: str) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(str(record.msg))  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        client.get(path)
        client.post(path, data=AGREE)
        client.post(path, data=AGREE)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert [line for line in lines if "/svar/<token>" in line]
    token = path.removeprefix("/svar/")
    assert not [line for line in lines if token in line or token[:30] in line]


def test_the_pages_send_no_referrer_and_are_not_kept(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
