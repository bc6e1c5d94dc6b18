"""The representative's link: used once, by a click, by nobody else."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.recruitment.service import links
from portal.supported.models import SupportedApplication
from tests.integration.supported.conftest import (
    BUSINESS,
    STAFF,
    kinds,
    link,
    told,
)
from tests.statements import counted


def test_a_link_is_used_by_a_click_and_once(
    session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    client.set_cookie("lang", "en")
    address = link(session)
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
    for hidden in ("Sidsel", "Tilde", "tilde@", "45 97 30 11", "Anna", "Lars"):
        assert hidden not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert kinds(session) == ["sent"]
    assert client.post(address, data={"svar": "måske"}).status_code == 422
    assert client.post(address, data={"svar": "ja"}).status_code == 200
    assert client.post(address, data={"svar": "nej"}).status_code == 410
    assert client.get(address).status_code == 410
    assert kinds(session) == ["sent", "consented"]


def test_forged_and_foreign_links_show_nothing(
    app: Flask, session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    with app.app_context():
        other = links.make(links.STATUS, sent.id)
        missing = links.make("supported-consent", sent.id + 99)
    good = link(session).rsplit("/", 1)[1]
    for token in (other, missing, good[:-2] + "xx", "x", "x" * 5000):
        for answer in (
            client.get(f"/medarbejderrepraesentant/{token}"),
            client.post(f"/medarbejderrepraesentant/{token}", data={"svar": "ja"}),
        ):
            assert answer.status_code == 404
    assert kinds(session) == ["sent"]


def test_a_no_of_the_representative_stops_it(
    session: orm.Session, client: FlaskClient, desk: FlaskClient, sent: SupportedApplication
) -> None:
    assert (
        client.post(link(session), data={"svar": "nej", "text": "For få folk"}).status_code == 200
    )
    assert told(session, "supported_objected") == 1
    answer = desk.post(f"{STAFF}/{sent.id}/ja", data={"yes-reason": "Ja"})
    assert answer.status_code == 422
    assert "has not said yes" in answer.text
    assert desk.post(f"{STAFF}/{sent.id}/nej", data={"no-reason": "Intet ja"}).status_code == 302


def test_a_taken_back_application_leaves_nothing_to_answer(
    session: orm.Session, firm: FlaskClient, client: FlaskClient, sent: SupportedApplication
) -> None:
    for _ in range(2):
        assert firm.post(f"{BUSINESS}/{sent.id}/fortryd").status_code == 302
    assert client.post(link(session), data={"svar": "ja"}).status_code == 410
    assert kinds(session) == ["sent", "withdrawn"]


def test_the_representatives_page_asks_little(
    engine: sa.Engine, session: orm.Session, client: FlaskClient, sent: SupportedApplication
) -> None:
    address = link(session)
    client.get(address)
    with counted(engine) as asked:
        client.get(address)
    assert len(asked) <= 10, len(asked)
