"""A company sees itself, and is let in by a command."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.businesses.commands import businesses
from portal.businesses.models import Business
from portal.core.audit import AuditEvent
from portal.recruitment import defaults
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs

PAGE = "/virksomhed/vores-virksomhed"
NEW = [
    "add", "--cvr", "DK 13 58 56 28", "--name", "Ny Smed", "--address", "Vej 1",
    "--postcode", "2800", "--city", "Kongens Lyngby",
]  # fmt: skip


def test_a_company_sees_its_units_people_contact_and_enquiries(
    session: orm.Session, client_for: SignInAs
) -> None:
    defaults.load_defaults(session)
    contact = ConsultantFactory(name="Karen Fast")
    business = BusinessFactory(cvr="13585628", named_contact=contact)
    unit = ProductionUnitFactory(business=business, name="Butikken")
    user = BusinessUserFactory(business=business, name="Ole Ejer")
    BusinessUserFactory(business=business, name="Fratrådt", active=False)
    request = RequestFactory(business=business, title="Svend", sent_by=user)
    client = client_for(user)
    for language in ("da", "en"):
        page = client.get(f"{PAGE}?lang={language}").text
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in ("13 58 56 28", "Butikken", unit.p_number, "Ole Ejer", "Karen Fast", "Svend"):
        assert said in shown
    assert "Fratrådt" not in shown
    assert f"/virksomhed/henvendelser/{request.id}" in page


def test_a_company_sees_nothing_of_another(session: orm.Session, client_for: SignInAs) -> None:
    defaults.load_defaults(session)
    RequestFactory(title="Hemmelig stilling")
    ProductionUnitFactory(name="Fremmed butik")
    page = client_for(BusinessUserFactory()).get(PAGE).text
    assert "Hemmelig" not in page
    assert "Fremmed" not in page


def test_citizens_are_kept_out(client_for: SignInAs) -> None:
    assert client_for(CitizenFactory()).get(PAGE).status_code == 403


def test_a_company_is_let_in_once(app: Flask, session: orm.Session) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(businesses, NEW)
    assert first.exit_code == 0, first.output
    assert session.scalars(sa.select(Business.cvr)).all() == ["13585628"]
    assert session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "add")) == 1
    again = runner.invoke(businesses, NEW)
    assert again.exit_code == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Business)) == 1


@pytest.mark.parametrize("number", ["13585629", "123", "", "DK"])
def test_a_wrong_number_lets_nobody_in(app: Flask, session: orm.Session, number: str) -> None:
    wrong = [number if word.startswith("DK") else word for word in NEW]
    assert app.test_cli_runner().invoke(businesses, wrong).exit_code == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Business)) == 0
