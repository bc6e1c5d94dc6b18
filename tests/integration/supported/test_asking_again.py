"""The representative's link is sent again, also to somebody else, and never too often."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.notifications.models import OutboxMessage
from portal.supported.models import SupportedApplication
from tests.integration.supported.conftest import (
    BUSINESS,
    STAFF,
    kinds,
    link,
    told,
)


def asking(**changes: str) -> dict[str, str]:
    said = {
        "representative_name": "Tilde Rasmussen",
        "representative_email": "tilde@example.invalid",
    }
    return {f"ask-{name}": value for name, value in (said | changes).items()}


def test_the_same_person_gets_the_link_again_and_both_links_work(
    session: orm.Session, client: FlaskClient, firm: FlaskClient, sent: SupportedApplication
) -> None:
    assert "Has the link not come?" in firm.get(f"{BUSINESS}/{sent.id}").text
    first = link(session)
    assert firm.post(f"{BUSINESS}/{sent.id}/link", data=asking()).status_code == 302
    assert kinds(session) == ["sent", "asked_again"]
    assert told(session, "supported_consent_asked") == 2
    assert client.get(first).status_code == client.get(link(session)).status_code == 200
    assert client.post(first, data={"svar": "ja"}).status_code == 200


def test_with_another_address_the_first_link_is_dead(
    session: orm.Session, client: FlaskClient, firm: FlaskClient, sent: SupportedApplication
) -> None:
    client.set_cookie("lang", "en")
    first = link(session)
    other = asking(representative_name="Bo Friis", representative_email="bo@example.invalid")
    assert firm.post(f"{BUSINESS}/{sent.id}/link", data=other).status_code == 302
    session.refresh(sent)
    assert (sent.representative_name, sent.representative_email) == (
        "Bo Friis", "bo@example.invalid",
    )  # fmt: skip
    assert kinds(session) == ["sent", "asked_another"]
    for answer in (client.get(first), client.post(first, data={"svar": "ja"})):
        assert answer.status_code == 410
        assert "Somebody else has been asked since" in answer.text
    to = sa.select(OutboxMessage.address).where(OutboxMessage.kind == "supported_consent_asked")
    assert set(session.scalars(to)) == {"tilde@example.invalid", "bo@example.invalid"}
    assert client.post(link(session), data={"svar": "ja"}).status_code == 200
    assert kinds(session) == ["sent", "asked_another", "consented"]


def test_three_times_a_day_are_enough(
    session: orm.Session, firm: FlaskClient, desk: FlaskClient, sent: SupportedApplication
) -> None:
    for _ in range(2):
        firm.post(f"{BUSINESS}/{sent.id}/link", data=asking())
    assert "link again" in desk.get(f"{STAFF}/{sent.id}").text
    assert desk.post(f"{STAFF}/{sent.id}/link").status_code == 302
    answer = firm.post(f"{BUSINESS}/{sent.id}/link", data=asking(), follow_redirects=True)
    assert "was sent several times today" in answer.text
    assert kinds(session).count("asked_again") == 3


def test_after_an_answer_there_is_nothing_to_send(
    session: orm.Session, client: FlaskClient, firm: FlaskClient, sent: SupportedApplication
) -> None:
    client.post(link(session), data={"svar": "ja"})
    assert "Has the link not come?" not in firm.get(f"{BUSINESS}/{sent.id}").text
    answer = firm.post(f"{BUSINESS}/{sent.id}/link", data=asking(), follow_redirects=True)
    assert "so nothing was changed" in answer.text
    assert told(session, "supported_consent_asked") == 1


@pytest.mark.parametrize(
    "wrong", [{"representative_email": "tilde"}, {"representative_name": ""},
              {"representative_email": "x" * 300 + "@example.invalid"}],
)  # fmt: skip
def test_an_address_that_is_none_is_told(
    session: orm.Session, firm: FlaskClient, sent: SupportedApplication, wrong: dict[str, str]
) -> None:
    answer = firm.post(f"{BUSINESS}/{sent.id}/link", data=asking(**wrong))
    assert answer.status_code == 422
    assert told(session, "supported_consent_asked") == 1
