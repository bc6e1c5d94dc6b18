"""Who of staff has which role, changed by an administrator with a fresh sign-in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.providers import Provider
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

PATH = "/personale/medarbejdere"


@pytest.fixture
def torben(session: orm.Session) -> Staff:
    return StaffFactory(name="Torben Lykke", role="administrator")


def test_a_new_role_holds_at_the_next_request_and_the_old_cookie_is_dead(
    torben: Staff, client_for: SignInAs, session: orm.Session
) -> None:
    person = StaffFactory(name="Mette Ravn", role="caseworker")
    hers, his = client_for(person), client_for(torben)
    assert hers.get("/personale/kalender").status_code == 200
    changed = his.post(f"{PATH}/{person.id}/rolle", data={"role": "analyst"})
    assert changed.location == f"{PATH}/{person.id}"
    assert hers.get("/personale/kalender").location.startswith("/log-ind")
    again = client_for(person)
    assert again.get("/personale/kalender").status_code == 403
    assert "fra Sagsbehandler til Analytiker" in his.get(f"{PATH}/{person.id}?lang=da").text
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "change_role")).one()
    assert (event.person_id, event.subject_id) == (torben.id, str(person.id))
    assert event.details == {"former": "caseworker", "role": "analyst", "by": "administrator"}


def test_access_is_taken_at_once_and_given_back(
    torben: Staff, client_for: SignInAs, session: orm.Session
) -> None:
    person = StaffFactory()
    hers, his = client_for(person), client_for(torben)
    assert his.post(f"{PATH}/{person.id}/adgang", data={"active": "no"}).status_code == 302
    assert hers.get("/personale").status_code == 302
    assert his.post(f"{PATH}/{person.id}/adgang", data={"active": "yes"}).status_code == 302
    assert hers.get("/personale").status_code == 302, "a captured cookie stays dead"
    assert client_for(person).get("/personale").status_code == 200


def test_nobody_changes_their_own(torben: Staff, client_for: SignInAs) -> None:
    his = client_for(torben)
    page = his.post(f"{PATH}/{torben.id}/rolle?lang=da", data={"role": "analyst"})
    assert "din egen adgang" in page.text
    page = his.post(f"{PATH}/{torben.id}/adgang?lang=da", data={"active": "no"})
    assert "din egen adgang" in page.text
    assert his.get(PATH).status_code == 200


def test_it_asks_for_a_fresh_sign_in(torben: Staff, client_for: SignInAs) -> None:
    person, his = StaffFactory(), client_for(torben)
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        asked = his.post(f"{PATH}/{person.id}/rolle", data={"role": "administrator"})
    assert asked.location.startswith("/log-ind/bekraeft?held=")


@pytest.mark.parametrize("role", ["king", "", "Administrator"])
def test_there_are_no_other_roles(
    torben: Staff, client_for: SignInAs, session: orm.Session, role: str
) -> None:
    person = StaffFactory()
    assert (
        client_for(torben).post(f"{PATH}/{person.id}/rolle", data={"role": role}).status_code == 200
    )
    session.refresh(person)
    assert person.role == "caseworker"


def test_where_the_directory_decides_nobody_changes_it_here(
    app: Flask, torben: Staff, client_for: SignInAs, session: orm.Session
) -> None:
    person, his = StaffFactory(), client_for(torben)
    settings = app.extensions["portal.settings"]
    directory = Provider(issuer="https://x.invalid", client_id="p", roles={"A": "administrator"})
    app.extensions["portal.settings"] = settings.model_copy(update={"staff_provider": directory})
    try:
        assert "brugerkatalog" in his.get(f"{PATH}?lang=da").text
        page = his.post(f"{PATH}/{person.id}/rolle?lang=da", data={"role": "analyst"})
        assert "brugerkatalog" in page.text
    finally:
        app.extensions["portal.settings"] = settings
    session.refresh(person)
    assert person.role == "caseworker"


def test_the_list_is_one_statement_and_finds_by_name(
    torben: Staff, client_for: SignInAs, engine: sa.Engine
) -> None:
    for name in ("Åse Holm", "Bo Holm", "Anna Holm 100 %"):
        StaffFactory(name=name)
    his = client_for(torben)
    page = his.get(f"{PATH}?navn=holm").text
    assert page.index("Anna Holm") < page.index("Bo Holm") < page.index("Åse Holm")
    assert f'href="{PATH}/{torben.id}"' not in page
    assert "Bo Holm" not in his.get(f"{PATH}?navn=%25").text
    with counted(engine) as sent:
        his.get(PATH)
    assert len(sent) <= 3, sent
