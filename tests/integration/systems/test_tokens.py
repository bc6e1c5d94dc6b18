"""The administrator gives systems access, and tokens work for as long as they should."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.businesses import service as businesses
from portal.businesses.models import Business
from portal.core import clock, limits
from portal.core.audit import AuditEvent
from portal.core.limits import RateWindow
from portal.recruitment.api_description import EXAMPLE
from portal.recruitment.models import RecruitmentRequest
from portal.systems.models import SystemAccess, SystemSecret
from portal.systems.rules import tokens
from tests.factories.accounts import BusinessUserFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.systems import bearer, token_for
from tests.integration.conftest import SignInAs
from tests.statements import counted

PAGE = "/virksomhed/vores-virksomhed/systemer"
PATH = "/api/v1/recruitment-requests"
FORM = {"name": "HR-systemet", "scopes": ["read"], "unit_id": "", "days": "90"}


def shown_token(html: str) -> str:
    found = tokens.FORM.search(html)
    assert found is not None
    return found[0]


def test_a_token_is_shown_once_and_kept_as_a_hash(
    client_for: SignInAs, session: orm.Session, client: FlaskClient, administrator: BusinessUser
) -> None:
    signed_in = client_for(administrator)
    answer = signed_in.post(f"{PAGE}/ny", data=FORM)
    assert answer.headers["Cache-Control"] == "no-store"
    token = shown_token(answer.text)
    assert token not in signed_in.get(PAGE).text
    kept = session.scalars(sa.select(SystemSecret)).one()
    assert kept.hash == tokens.hashed(token)
    assert kept.last_used_at is None
    assert client.get(PATH, headers=bearer(token)).status_code == 200
    session.expire_all()
    assert kept.last_used_at == clock.now()
    page = signed_in.get(PAGE).text
    assert f"Ends in {token[-4:]}" in page or f"Slutter på {token[-4:]}" in page


def test_the_scope_is_what_was_given(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser, now: datetime
) -> None:
    token = token_for(session, administrator, now, scopes=("read",))
    answer = client.post(PATH, json=EXAMPLE, headers=bearer(token, Idempotency_Key="some-key-1"))
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    writes = token_for(session, administrator, now, scopes=("write",), name="Skriver")
    assert client.get(PATH, headers=bearer(writes)).status_code == 403


def test_a_new_token_works_beside_the_old_for_a_week(
    client_for: SignInAs,
    session: orm.Session,
    client: FlaskClient,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    old = token_for(session, administrator, now)
    access = session.scalars(sa.select(SystemAccess)).one()
    signed_in = client_for(administrator)
    new = shown_token(
        signed_in.post(f"{PAGE}/{access.id}/ny-adgangskode", data={"days": "365"}).text
    )
    for token in (old, new):
        assert client.get(PATH, headers=bearer(token)).status_code == 200
    with clock.frozen(now + timedelta(days=7)):
        assert client.get(PATH, headers=bearer(old)).status_code == 401
        assert client.get(PATH, headers=bearer(new)).status_code == 200
    with clock.frozen(now + timedelta(days=365)):
        assert client.get(PATH, headers=bearer(new)).status_code == 401


def test_closing_is_at_once_and_for_every_token(
    client_for: SignInAs,
    session: orm.Session,
    client: FlaskClient,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    token = token_for(session, administrator, now)
    access = session.scalars(sa.select(SystemAccess)).one()
    signed_in = client_for(administrator)
    for _twice in range(2):
        assert signed_in.post(f"{PAGE}/{access.id}/luk").status_code == 302
    assert client.get(PATH, headers=bearer(token)).status_code == 401
    actions = session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.subject.like("system%"))
    )
    assert list(actions) == ["give", "revoke"]
    # The name is free again.
    assert token_for(session, administrator, now)


@pytest.mark.parametrize("end", ["company", "unit", "people"])
def test_what_is_gone_has_no_access(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser, now: datetime, end: str
) -> None:
    unit = ProductionUnitFactory(business=None, business_id=administrator.business_id)
    session.commit()
    token = token_for(session, administrator, now, unit_id=unit.id)
    assert client.get(PATH, headers=bearer(token)).status_code == 200
    if end == "company":
        business = session.get_one(Business, administrator.business_id)
        business.cvr = "10150817"
        session.flush()
        businesses.close(session, business.cvr, now=now)
    elif end == "unit":
        businesses.remove_unit(session, unit.p_number, now=now)
    else:
        administrator.active = False
    session.commit()
    refused = client.get(PATH, headers=bearer(token))
    assert refused.status_code == 401
    unknown = client.get(PATH, headers=bearer(tokens.make()))
    assert refused.data == unknown.data


def test_whoever_made_it_may_leave_while_others_answer_for_it(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser, now: datetime
) -> None:
    token = token_for(session, administrator, now)
    colleague = BusinessUserFactory(
        business=None, business_id=administrator.business_id, is_administrator=True
    )
    administrator.active = False
    session.commit()
    sent = client.post(PATH, json=EXAMPLE, headers=bearer(token, Idempotency_Key="some-key-1"))
    assert sent.status_code == 201
    assert session.scalars(sa.select(RecruitmentRequest.created_by_id)).one() == colleague.id


def test_only_the_administrator_comes_in(
    client_for: SignInAs, session: orm.Session, administrator: BusinessUser, now: datetime
) -> None:
    token_for(session, administrator, now)
    number = session.scalars(sa.select(SystemAccess.id)).one()
    session.commit()
    colleague = client_for(
        BusinessUserFactory(business=None, business_id=administrator.business_id)
    )
    for path in (PAGE, f"{PAGE}/ny", f"{PAGE}/beskeder/ny"):
        assert colleague.get(path).status_code == 403
    posts = ("ny", f"{number}/luk", f"{number}/ny-adgangskode", "beskeder/ny")
    for path in posts:
        assert colleague.post(f"{PAGE}/{path}", data=FORM).status_code == 403
    stranger = client_for(BusinessUserFactory(is_administrator=True))
    missing = stranger.post(f"{PAGE}/999999/luk")
    foreign = stranger.post(f"{PAGE}/{number}/luk")
    assert (foreign.status_code, foreign.status_code) == (404, missing.status_code)
    assert session.scalars(sa.select(SystemAccess.revoked_at)).one() is None


def test_another_companys_unit_is_not_there(
    client_for: SignInAs, session: orm.Session, administrator: BusinessUser
) -> None:
    foreign = ProductionUnitFactory()
    session.commit()
    answer = client_for(administrator).post(f"{PAGE}/ny", data=FORM | {"unit_id": str(foreign.id)})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"scopes": []}, {"scopes": ["admin"]}, {"days": "9999"}]
)
def test_what_makes_no_access(
    client_for: SignInAs,
    session: orm.Session,
    administrator: BusinessUser,
    changes: dict[str, object],
) -> None:
    answer = client_for(administrator).post(f"{PAGE}/ny", data=FORM | changes)
    assert answer.status_code == 200
    assert session.scalar(sa.select(sa.func.count()).select_from(SystemAccess)) == 0


def test_a_second_click_gives_no_second_access(
    client_for: SignInAs, session: orm.Session, administrator: BusinessUser
) -> None:
    signed_in = client_for(administrator)
    for _click in range(2):
        answer = signed_in.post(f"{PAGE}/ny", data=FORM)
    assert tokens.FORM.search(answer.text) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(SystemAccess)) == 1


def test_asking_too_often_is_said_with_when_to_go_on(
    app: Flask,
    client: FlaskClient,
    session: orm.Session,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    token = token_for(session, administrator, now)
    other = token_for(session, administrator, now, name="Et andet")
    most = app.extensions["portal.settings"].api_per_minute
    key = limits.of_access(session.scalars(sa.select(sa.func.min(SystemAccess.id))).one())
    session.add(RateWindow(key=key, started_at=now.replace(second=0), used=most - 1))
    session.commit()
    last = client.get(PATH, headers=bearer(token))
    assert (last.status_code, last.headers["RateLimit-Remaining"]) == (200, "0")
    answer = client.get(PATH, headers=bearer(token))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == answer.headers["RateLimit-Reset"] == "60"
    assert answer.json["type"].endswith(":rate")
    assert client.get(PATH, headers=bearer(other)).status_code == 200
    with clock.frozen(now + timedelta(minutes=1)):
        assert client.get(PATH, headers=bearer(token)).status_code == 200


def test_trying_tokens_is_slowed_down_and_nobody_is_kept(
    app: Flask,
    client: FlaskClient,
    session: orm.Session,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    token = token_for(session, administrator, now)
    most = app.extensions["portal.settings"].api_unknown_per_minute
    for _try in range(most):
        assert client.get(PATH, headers=bearer(tokens.make())).status_code == 401
    assert client.get(PATH, headers=bearer("x")).status_code == 429
    assert client.get(PATH, headers=bearer(token)).status_code == 200
    keys = list(session.scalars(sa.select(RateWindow.key)))
    assert not any("127.0.0.1" in key for key in keys)
    with clock.frozen(now + timedelta(minutes=1)):
        client.get(PATH, headers=bearer("x"))
    left = session.scalars(sa.select(RateWindow.started_at).where(RateWindow.key.like("address%")))
    assert list(left) == [now.replace(second=0) + timedelta(minutes=1)]


def test_asking_without_any_token_is_counted_too(
    app: Flask, client: FlaskClient, consultant: object, session: orm.Session
) -> None:
    session.commit()
    most = app.extensions["portal.settings"].api_unknown_per_minute
    for _try in range(most):
        assert client.get(PATH).status_code == 401
    refused = client.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert client.get(PATH, headers=bearer(tokens.make())).status_code == 429


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer jcp_x", "Bearer " + "x" * 5000, "æ"]
)
def test_headers_that_are_no_token(
    client: FlaskClient, consultant: object, session: orm.Session, header: str
) -> None:
    session.commit()
    answer = client.get(PATH, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_opens_nothing(
    client: FlaskClient, session: orm.Session, administrator: BusinessUser, now: datetime
) -> None:
    token = token_for(session, administrator, now)
    for name in ("token", "access_token", "authorization"):
        assert client.get(f"{PATH}?{name}={token}").status_code == 401


def test_tokens_are_in_no_log_and_no_answer(
    client: FlaskClient,
    session: orm.Session,
    administrator: BusinessUser,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    token = token_for(session, administrator, now)
    secret = token.removeprefix(tokens.PREFIX)
    caplog.set_level(logging.DEBUG)
    answers = [
        client.get(PATH, headers=bearer(token)),
        client.get(f"{PATH}/1?x={token}", headers=bearer(token)),
        client.post(PATH, data=b"{", headers=bearer(token, Idempotency_Key="some-key-1")),
        client.get(PATH, headers=bearer(token + "x")),
        client.get(f"/api/v1/{token}", headers=bearer(token)),
    ]
    said = "".join(answer.text + str(answer.headers) for answer in answers)
    out, err = capfd.readouterr()
    assert secret not in said
    assert secret not in caplog.text + out + err
    rows = session.scalars(sa.select(sa.cast(AuditEvent.details, sa.Text)))
    assert not any(secret in row for row in rows)


def test_the_page_asks_little(
    client_for: SignInAs,
    engine: sa.Engine,
    session: orm.Session,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    for number in range(4):
        token_for(session, administrator, now, name=f"System {number}")
    signed_in = client_for(administrator)
    with counted(engine) as statements:
        assert signed_in.get(PAGE).status_code == 200
    assert len(statements) <= 7, "\n".join(statements)


def test_many_at_once_are_all_counted(bare_app: Flask, engine: sa.Engine, now: datetime) -> None:
    """Without the test's transaction: real sessions that meet each other."""

    def ask(_number: int) -> int:
        with bare_app.app_context(), orm.Session(engine) as own:
            rate = limits.take(own, "access:race", 100, now)
            own.commit()
            return rate.used

    try:
        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(ask, range(40))) == list(range(1, 41))
    finally:
        with engine.begin() as connection:
            connection.execute(sa.delete(RateWindow).where(RateWindow.key == "access:race"))
