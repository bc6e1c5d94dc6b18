"""A megabyte in any text, at every door of an enquiry: refused, and nothing is stored."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.recruitment.api_description import EXAMPLE
from portal.recruitment.models import RecruitmentRequest, RequestDraft, RequestEvent
from tests.conftest import NOW
from tests.factories.recruitment import RequestFactory
from tests.factories.systems import bearer, token_for
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import JOB, begin
from tests.integration.recruitment.test_entrance import begin_as_guest, typed
from tests.integration.recruitment.test_guest_talk import enter, guest_request, status_path

MEGABYTE = "æ" * 512 * 1024 + " "
ALMOST = "x" * 900_000


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


def kept(session: orm.Session) -> tuple[int, int, int]:
    """How many enquiries and lines of logs there are, and how long the longest draft is."""
    longest = sa.func.max(sa.func.length(sa.cast(RequestDraft.data, sa.Text)))
    return (
        session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) or 0,
        session.scalar(sa.select(sa.func.count()).select_from(RequestEvent)) or 0,
        session.scalar(sa.select(longest)) or 0,
    )


@pytest.mark.parametrize("text", [MEGABYTE, ALMOST], ids=["more", "less"])
def test_a_megabyte_is_refused_at_every_door(
    app: Flask,
    client: FlaskClient,
    client_for: SignInAs,
    owner: BusinessUser,
    consultant: Staff,
    session: orm.Session,
    text: str,
) -> None:
    owner.is_administrator = True
    company = session.get_one(Business, owner.business_id)
    request = RequestFactory(business=company, sent_by=owner, consultant=consultant)
    guest = guest_request(consultant)
    token = token_for(session, owner, NOW)
    business, desk = client_for(owner), client_for(consultant)
    draft, guests_draft = begin(business), begin_as_guest(client)
    talk = enter(client, session, status_path(app, guest))
    page, theirs = f"/virksomhed/henvendelser/{request.id}", f"/personale/henvendelser/{request.id}"
    doors: list[tuple[FlaskClient, str, dict[str, Any]]] = [
        (business, f"{draft}/opgave", JOB | {"tasks": text}),
        (business, f"{page}/skriv", {"text": text}),
        (client, f"{guests_draft}/opgave", JOB | {"title": text}),
        (client, talk, {"text": text}),
        (desk, f"{theirs}/svar", {"answer-text": text}),
        (desk, f"{theirs}/opkald", {"call-text": text}),
        (desk, "/personale/henvendelser/ny", typed(tasks=text)),
        (desk, "/personale/henvendelser/ny/laes", {"paste-mail": text}),
    ]
    before = kept(session)
    for visitor, path, data in doors:
        answer = visitor.post(path, data=data)
        # Too large to be read at all; or read, and told at the field.
        assert answer.status_code == (413 if text == MEGABYTE else 200), path
        assert kept(session) == before, path
    headers = bearer(token, Idempotency_Key="order-4711-a")
    sent = client.post(
        "/api/v1/recruitment-requests", json=EXAMPLE | {"tasks": text}, headers=headers
    )
    assert sent.status_code in (413, 422)
    assert kept(session) == before
