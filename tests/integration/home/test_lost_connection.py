"""A form whose sending breaks off stores nothing; sent again, and by mistake twice, it is once."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.cv.models import Cv, CvExperience
from portal.joblog.models import JobLogEntry
from portal.messages import defaults as messages
from portal.messages.models import ThreadMessage
from portal.plan.models import Plan, PlanTask
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs

TYPE = "application/x-www-form-urlencoded"
FORMS: list[tuple[str, dict[str, str], type[Any]]] = [
    (
        "/borger/cv/erfaring",
        {"title": "Kok", "started_on": "3/2020", "ended_on": "", "tasks": "", "employer": "Café"},
        CvExperience,
    ),
    ("/borger/cv/profil", {"profile_text": "Jeg er kok. " * 20}, Cv),
    (
        "/borger/joblog",
        {
            "title": "Kok",
            "employer": "Kroen",
            "applied_on-day": "23",
            "applied_on-month": "11",
            "applied_on-year": "2026",
            "status": "applied",
        },
        JobLogEntry,
    ),
    ("/borger/min-plan/maal", {"goal": "Jeg vil være kok. " * 20}, Plan),
    ("/borger/min-plan/opgaver/ny", {"title": "Ring til tre kantiner"}, PlanTask),
    (
        "/borger/beskeder/ny",
        {"subject": "Kursus", "key": "0123456789abcdef" * 2, "to": "", "text": "Hej. " * 50},
        ThreadMessage,
    ),
]


@pytest.fixture(autouse=True)
def at_now(now: datetime, session: orm.Session) -> Iterator[None]:
    messages.load_defaults(session)
    with clock.frozen(now):
        yield


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    return made


@pytest.mark.parametrize(("path", "form", "model"), FORMS, ids=[path for path, *_ in FORMS])
def test_what_breaks_off_is_not_there_and_what_is_sent_twice_is_once(
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    path: str,
    form: dict[str, str],
    model: type[Any],
) -> None:
    client: FlaskClient = client_for(citizen)
    sent = form | ({"to": str(citizen.caseworker_id)} if "to" in form else {})
    body = urlencode(sent).encode()
    rows = sa.select(sa.func.count()).select_from(model)
    changes = sa.select(sa.func.count()).select_from(AuditEvent)
    before = session.scalar(changes)
    broken = client.post(
        path,
        input_stream=BytesIO(body[: len(body) // 2]),
        content_type=TYPE,
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )
    assert broken.status_code == 400
    assert (session.scalar(rows), session.scalar(changes)) == (0, before)
    for _ in range(2):
        assert client.post(path, data=body, content_type=TYPE).status_code == 302
    assert session.scalar(rows) == 1
