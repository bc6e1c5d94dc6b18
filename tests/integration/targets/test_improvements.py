"""You said – we did: written by staff, shown to everybody, taken back."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.access import Role
from portal.core.audit import AuditEvent
from portal.targets.models import Improvement
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs

LIST = "/personale/maaltal/i-sagde"
WORDS = {
    "quarter": "2026-Q3",
    "title_da": "Formålet står i indkaldelsen",
    "title_en": "The purpose stands in the invitation",
    "text_da": "I sagde <b>det</b>. Vi gjorde det.",
    "text_en": "You said <b>it</b>. We did it.",
}


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def hanne(client_for: SignInAs) -> FlaskClient:
    return client_for(StaffFactory(role="team_lead"))


def the_one(session: orm.Session) -> Improvement:
    session.expire_all()
    return session.scalars(sa.select(Improvement)).one()


def outside(client: FlaskClient, language: str = "da") -> str:
    return client.get(f"/saadan-gaar-det?lang={language}").text


def test_from_draft_to_public_and_back(
    hanne: FlaskClient, app: Flask, session: orm.Session
) -> None:
    somebody = app.test_client()
    answer = hanne.post(f"{LIST}/ny", data=WORDS)
    one = the_one(session)
    assert answer.headers["Location"] == f"{LIST}/{one.id}"
    assert WORDS["title_da"] not in outside(somebody)
    hanne.post(f"{LIST}/{one.id}/offentliggoer", data={"seen": one.version})
    page = outside(somebody)
    assert WORDS["title_da"] in page
    assert "I sagde &lt;b&gt;det&lt;/b&gt;" in page
    assert "Fra svarene i 3. kvartal 2026" in page
    assert WORDS["title_en"] in outside(somebody, "en")
    assert WORDS["title_da"] in somebody.get("/svar/tak?lang=da").text
    hanne.post(f"{LIST}/{one.id}/tilbage", data={"seen": the_one(session).version})
    assert WORDS["title_da"] not in outside(somebody)
    assert WORDS["title_da"] not in somebody.get("/svar/tak?lang=da").text
    assert the_one(session).state == "withdrawn"
    actions = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.subject == "improvement")
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["write", "publish", "withdraw"]


def test_a_published_text_is_changed_at_once(hanne: FlaskClient, session: orm.Session) -> None:
    hanne.post(f"{LIST}/ny", data=WORDS)
    one = the_one(session)
    hanne.post(f"{LIST}/{one.id}/offentliggoer", data={"seen": 1})
    hanne.post(f"{LIST}/{one.id}", data={**WORDS, "title_da": "Nyt", "seen": 2})
    assert "Nyt" in outside(hanne)
    assert the_one(session).published_at == NOW


def test_two_editors_notice_each_other(hanne: FlaskClient, session: orm.Session) -> None:
    hanne.post(f"{LIST}/ny", data=WORDS)
    one = the_one(session)
    hanne.post(f"{LIST}/{one.id}", data={**WORDS, "title_da": "Hendes", "seen": 1})
    answer = hanne.post(f"{LIST}/{one.id}?lang=en", data={**WORDS, "title_da": "Mit", "seen": 1})
    assert answer.status_code == 409
    assert "Somebody else has changed this text" in answer.text
    assert 'value="Mit"' in answer.text
    assert the_one(session).title_da == "Hendes"
    stale = hanne.post(f"{LIST}/{one.id}/offentliggoer", data={"seen": "1"})
    assert stale.status_code == 302
    assert the_one(session).state == "draft"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_da": ""},
        {"text_en": " "},
        {"title_en": "x" * 81},
        {"text_da": "x" * 601},
        {"quarter": "2026-Q5"},
        {"quarter": "1999-Q1"},
        {"quarter": ""},
        {"seen": "'; --"},
    ],
)
def test_what_is_missing_is_asked_for(
    hanne: FlaskClient, session: orm.Session, wrong: dict[str, str]
) -> None:
    assert hanne.post(f"{LIST}/ny", data=WORDS | wrong).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Improvement)) == 0


def test_a_draft_can_not_be_withdrawn_and_a_withdrawn_one_not_changed(
    hanne: FlaskClient, session: orm.Session
) -> None:
    hanne.post(f"{LIST}/ny", data=WORDS)
    one = the_one(session)
    hanne.post(f"{LIST}/{one.id}/tilbage", data={"seen": 1})
    assert the_one(session).state == "draft"
    hanne.post(f"{LIST}/{one.id}/offentliggoer", data={"seen": 1})
    hanne.post(f"{LIST}/{one.id}/tilbage", data={"seen": 2})
    assert hanne.post(f"{LIST}/{one.id}", data=WORDS | {"seen": "3"}).status_code == 409
    hanne.post(f"{LIST}/{one.id}/offentliggoer", data={"seen": 3})
    assert the_one(session).state == "published"
    assert the_one(session).withdrawn_at is None


def test_who_may_tell(client_for: SignInAs, session: orm.Session) -> None:
    may = {Role.TEAM_LEAD, Role.ANALYST, Role.ADMINISTRATOR}
    for role in Role:
        client = client_for(StaffFactory(role=role.value))
        expected = 200 if role in may else 403
        assert client.get(LIST).status_code == expected
        assert client.get(f"{LIST}/ny").status_code == expected
        assert ("/i-sagde" in client.get("/personale/maaltal").text) is (role in may)
    assert client_for(CitizenFactory()).post(f"{LIST}/ny", data=WORDS).status_code == 403
    hanne = client_for(StaffFactory(role="team_lead"))
    for path in (f"{LIST}/999", f"{LIST}/{2**63}"):
        assert hanne.get(path).status_code == 404
    assert hanne.post(f"{LIST}/999/offentliggoer", data={"seen": 1}).status_code == 404
    assert hanne.post(f"{LIST}/999/slet", data={"seen": 1}).status_code == 404
