"""A company's own system sends enquiries, reads its own, and nobody else's."""

import json
from datetime import datetime

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business
from portal.core.audit import AuditEvent
from portal.notifications.models import OutboxMessage
from portal.recruitment.api_description import EXAMPLE
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from tests.factories.accounts import BusinessUserFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.factories.systems import bearer, token_for
from tests.integration.conftest import SignInAs
from tests.integration.systems.asking import KEY, PATH, problems, send
from tests.statements import counted


def test_an_enquiry_is_the_same_as_from_the_form(
    client: FlaskClient, session: orm.Session, token: str, administrator: BusinessUser
) -> None:
    answer = send(client, token)
    assert answer.status_code == 201
    assert answer.json["status"] == "received"
    assert answer.json["answer_due_at"] == "2026-11-24T10:00:00+01:00"
    assert answer.json["candidates_due_at"] == "2026-11-26T10:00:00+01:00"
    assert [step["event"] for step in answer.json["timeline"]] == ["received", "receipt_sent"]
    assert answer.json["consultant"]["name"].startswith("Jens Bro")
    stored = session.scalars(sa.select(RecruitmentRequest)).one()
    assert (stored.channel, stored.created_by_id) == ("api", administrator.id)
    told = set(session.scalars(sa.select(OutboxMessage.kind)))
    assert told == {"request_received", "request_assigned"}
    assert client.get(answer.headers["Location"], headers=bearer(token)).json == answer.json


def test_the_same_key_is_answered_the_same(
    client: FlaskClient, session: orm.Session, token: str
) -> None:
    first, again = send(client, token), send(client, token)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Key-Replayed"] == "true"
    other = send(client, token, title="Kok")
    assert other.status_code == 422
    assert "idempotensnøgle" in other.json["detail"]
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 1
    assert send(client, token, key="order-4712-a").json["id"] != first.json["id"]


def test_how_it_is_written_does_not_matter(client: FlaskClient, token: str) -> None:
    first = send(client, token)
    headers = bearer(token, Idempotency_Key="order-4711-a") | {"Content-Type": "application/json"}
    spread = json.dumps(dict(reversed(EXAMPLE.items())), indent=4, ensure_ascii=False)
    assert client.post(PATH, data=spread.encode(), headers=headers).json == first.json


def test_another_companys_enquiry_is_like_a_missing_one(
    client: FlaskClient, session: orm.Session, token: str
) -> None:
    foreign = RequestFactory()
    session.commit()
    bodies = set()
    for number in (foreign.id, 999_999_999, 10**17):
        for method, path in (("GET", ""), ("POST", "/withdraw")):
            answer = client.open(f"{PATH}/{number}{path}", method=method, headers=bearer(token))
            assert answer.status_code == 404
            bodies.add(answer.data)
    assert len(bodies) == 1
    assert client.get(PATH, headers=bearer(token)).json == {"items": [], "next": None}
    kinds = sa.select(RequestEvent.kind).where(RequestEvent.request_id == foreign.id)
    assert list(session.scalars(kinds)) == ["received"]


def test_units_see_each_other_only_when_the_administrator_says_so(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser, now: datetime
) -> None:
    ours = ProductionUnitFactory(business=None, business_id=administrator.business_id)
    theirs = ProductionUnitFactory(business=None, business_id=administrator.business_id)
    foreign = ProductionUnitFactory()
    session.commit()
    token = token_for(session, administrator, now, unit_id=ours.id)
    whole = token_for(session, administrator, now, name="Koncernen")
    mine = send(client, token).json
    assert mine["production_unit"] == ours.p_number
    other = send(client, whole, production_unit=theirs.p_number).json
    for unit in (theirs, foreign):
        refused = send(client, token, key=f"unit-{unit.id}-key", production_unit=unit.p_number)
        assert "#/production_unit" in problems(refused)
    address = f"{PATH}/{other['id']}"
    assert client.get(address, headers=bearer(token)).status_code == 404
    assert [row["id"] for row in client.get(PATH, headers=bearer(token)).json["items"]] == [
        mine["id"]
    ]
    assert len(client.get(PATH, headers=bearer(whole)).json["items"]) == 2
    session.execute(sa.text("UPDATE business SET units_share = true"))
    session.commit()
    assert client.get(address, headers=bearer(token)).status_code == 200


def test_withdrawing_twice_is_once(client: FlaskClient, session: orm.Session, token: str) -> None:
    sent = send(client, token)
    address = f"{PATH}/{sent.json['id']}/withdraw"
    stale = client.post(address, headers=bearer(token, If_Match='"old"'))
    assert stale.status_code == 412
    same = bearer(token, If_Match=sent.headers["ETag"])
    assert client.post(address, headers=same).json["status"] == "withdrawn"
    assert client.post(address, headers=bearer(token)).json["status"] == "withdrawn"
    kinds = list(session.scalars(sa.select(RequestEvent.kind)))
    assert kinds.count("withdrawn") == 1


def test_what_is_closed_can_not_be_withdrawn(
    client: FlaskClient, session: orm.Session, token: str, administrator: BusinessUser
) -> None:
    closed = RequestFactory(
        business=session.get_one(Business, administrator.business_id),
        sent_by=administrator,
        happened=["answered", "closed"],
        happened__at=datetime.fromisoformat("2026-11-20T08:00+01:00"),
    )
    session.commit()
    answer = client.post(f"{PATH}/{closed.id}/withdraw", headers=bearer(token))
    assert answer.status_code == 409
    assert answer.json["type"].endswith(":state")


def test_an_etag_says_when_it_is_as_it_was(client: FlaskClient, token: str) -> None:
    sent = send(client, token)
    address = f"{PATH}/{sent.json['id']}"
    headers = bearer(token, If_None_Match=sent.headers["ETag"])
    answer = client.get(address, headers=headers)
    assert (answer.status_code, answer.data) == (304, b"")
    client.post(f"{address}/withdraw", headers=bearer(token))
    assert client.get(address, headers=headers).status_code == 200


def test_a_long_list_comes_in_pages(client: FlaskClient, token: str) -> None:
    sent = [send(client, token, key=f"order-{n}-key").json["id"] for n in range(5)]
    seen, address = [], f"{PATH}?limit=2"
    while address:
        answer = client.get(address, headers=bearer(token))
        seen += [row["id"] for row in answer.json["items"]]
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
    assert seen == sorted(sent, reverse=True)


def test_words_that_may_discriminate_are_remarked_on(client: FlaskClient, token: str) -> None:
    answer = send(client, token, tasks="Vi søger en ung pige til butikken.")
    assert answer.status_code == 201
    assert answer.json["remarks"][0]["pointer"] == "#/tasks"


def test_candidates_are_a_number(client: FlaskClient, token: str) -> None:
    content = send(client, token).json
    assert content["candidates_presented"] == 0
    assert not {"candidates", "profile", "first_name"} & content.keys()


def test_changes_and_looks_are_in_the_trail(
    client: FlaskClient, session: orm.Session, token: str, administrator: BusinessUser
) -> None:
    number = send(client, token).json["id"]
    client.get(f"{PATH}/{number}", headers=bearer(token))
    client.get(PATH, headers=bearer(token))
    client.post(f"{PATH}/{number}/withdraw", headers=bearer(token))
    rows = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.subject == "recruitment_request")
    ).all()
    by_system = [row.action for row in rows if "system" in row.details]
    assert by_system == ["received", "read", "list", "withdrawn"]
    assert {row.person_id for row in rows if "system" in row.details} == {administrator.id}


def test_how_many_statements_it_costs(
    client: FlaskClient, engine: sa.Engine, token: str, app: Flask
) -> None:
    number = send(client, token).json["id"]
    for key in ("second-key", "third-key"):
        send(client, token, key=key)
    for path, most in ((PATH, 8), (f"{PATH}/{number}", 9)):
        with counted(engine) as statements:
            assert client.get(path, headers=bearer(token)).status_code == 200
        assert len(statements) <= most, "\n".join(statements)


def test_a_session_opens_no_api_and_a_token_no_page(
    client: FlaskClient,
    session: orm.Session,
    client_for: SignInAs,
    administrator: BusinessUser,
    token: str,
) -> None:
    signed_in = client_for(administrator)
    assert signed_in.get(PATH).status_code == 401
    assert signed_in.post(PATH, json=EXAMPLE, headers=KEY).status_code == 401
    for page in ("/virksomhed", "/virksomhed/vores-virksomhed/systemer", "/borger", "/personale"):
        assert client.get(page, headers=bearer(token)).status_code == 302
    assert signed_in.get(PATH, headers=bearer(token)).status_code == 200
    stranger = client_for(BusinessUserFactory())
    answer = stranger.get(PATH, headers=bearer(token))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_csrf_stands_in_no_programs_way(app: Flask, client: FlaskClient, token: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert send(client, token).status_code == 201
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_headers_are_hard_here_too(client: FlaskClient, token: str) -> None:
    headers = client.get(PATH, headers=bearer(token)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-cache"
