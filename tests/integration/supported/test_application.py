"""What stands in an application, and what is wrong with it in words."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.supported.conftest import (
    BUSINESS,
    Scene,
    application,
    days,
    kinds,
    only,
    told,
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (days("ends_on", "2027-03-08"), "It can last until Sunday 7 March 2027 at the latest"),
        (days("ends_on", "2026-12-06"), "The last day comes before the first"),
        (days("starts_on", "2026-11-22"), "Choose a first day from today on"),
        (days("ends_on", "2026-02-30"), "There is no day 30"),
        ({"hours_per_week": "38"}, "at most 37 hours a week"),
        ({"hours_per_week": "1000000"}, "from 1 to 60"),
        ({"hours_per_week": "-3"}, "from 1 to 60"),
        ({"ordinary_staff": "0"}, "at most 0 at once"),
        ({"form": "public_benefit"}, "Only a public employer can have"),
        ({"form": "volunteer"}, "Choose one of the answers shown."),
        ({"unit": "999999"}, "Choose one of your company"),
        ({"unit": ""}, "production units"),
        ({"representative_email": "tilde"}, "Write an e-mail address"),
        ({"tasks": ""}, "Fill this in."),
        ({"tasks": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(
    session: orm.Session, firm: FlaskClient, scene: Scene, changes: dict[str, Any], sentence: str
) -> None:
    answer = firm.post(f"{BUSINESS}/ny", data=application(scene, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kinds(session) == []


def test_a_foreign_unit_a_megabyte_and_a_second_click(
    session: orm.Session, firm: FlaskClient, scene: Scene
) -> None:
    foreign = application(scene, unit=str(ProductionUnitFactory().id))
    assert firm.post(f"{BUSINESS}/ny", data=foreign).status_code == 422
    large = application(scene, tasks="x" * 1_100_000)
    assert firm.post(f"{BUSINESS}/ny", data=large).status_code in (413, 422)
    for _ in range(2):
        assert firm.post(f"{BUSINESS}/ny", data=application(scene)).status_code == 302
    assert kinds(session) == ["sent"]
    assert told(session, "supported_consent_asked") == 1


def test_it_begins_with_what_an_enquiry_said(
    session: orm.Session, firm: FlaskClient, scene: Scene
) -> None:
    asked = RequestFactory(
        business=scene.business, sent_by=scene.owner, kind="placement", title="Fejehjælp"
    )
    page = firm.get(f"{BUSINESS}/ny?henvendelse={asked.id}")
    assert "Fejehjælp" in page.text
    sent = firm.post(f"{BUSINESS}/ny?henvendelse={asked.id}", data=application(scene))
    assert sent.status_code == 302
    assert only(session).request_id == asked.id
    foreign = RequestFactory(kind="placement")
    assert firm.get(f"{BUSINESS}/ny?henvendelse={foreign.id}").status_code == 404
