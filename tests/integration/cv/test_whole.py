"""The CV as a whole: versions, files out and in, two devices, and what staff see."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.audit import AuditEvent
from portal.cv import defaults, queries, service
from portal.cv.models import Cv, CvCertificate, CvExperience, CvVersion
from portal.notifications.models import OutboxMessage
from portal.taxonomy import defaults as taxonomy
from portal.taxonomy.models import Concept
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.cv.conftest import HOSTILE

pytestmark = pytest.mark.usefixtures("at_now")


def job(title: str = "Kok") -> dict[str, str]:
    return {"title": title, "employer": "Café", "started_on": "3/2020", "ended_on": "", "tasks": ""}


def test_each_change_is_a_version_that_can_be_compared_and_taken_back(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = "/borger/cv/versioner"
    assert "no earlier versions" in client.get(here).text
    client.post("/borger/cv/erfaring", data=job())
    client.post("/borger/cv/erfaring", data=job())  # the very same again is no new version
    client.post("/borger/cv/profil", data={"profile_text": "Ny tekst"})
    numbers = list(session.scalars(sa.select(CvVersion.number).order_by(CvVersion.number)))
    assert numbers == [1, 2]
    assert "You changed it" in client.get(here).text
    page = client.get(f"{here}/sammenlign?fra=1&til=2").text
    assert "<ins>Ny tekst</ins>" in page
    assert "<del>=cmd" in page
    assert "<script>alert" not in page
    page = client.post(f"{here}/1/tag-tilbage", follow_redirects=True).text
    assert "what it was then" in page
    session.expire_all()
    assert session.get_one(Cv, citizen.id).profile_text == HOSTILE
    assert (
        session.scalars(sa.select(CvVersion.made_by).where(CvVersion.number == 3)).one()
        == "restore"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/7",
        "/sammenlign",
        "/sammenlign?fra=1",
        "/sammenlign?fra=1&til=x",
        "/sammenlign?fra=1&til=99",
        "/sammenlign?fra=-1&til=99999999999999999999",
    ],
)
def test_a_version_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/borger/cv/versioner{path}").status_code == 404


def test_anothers_versions_are_not_there(
    client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    client.post("/borger/cv/erfaring", data=job())
    stranger = client_for(CitizenFactory())
    assert stranger.get("/borger/cv/versioner/1").status_code == 404
    answer = stranger.post("/borger/cv/versioner/1/tag-tilbage", follow_redirects=True)
    assert answer.status_code == 200
    assert session.scalar(sa.select(sa.func.count()).select_from(CvExperience)) == 2


def seen(page: str) -> str:
    return re.search(r'name="seen" type="hidden" value="([0-9a-f]+)"', page)[1]  # type: ignore[index]


@pytest.mark.parametrize("part", ["entry", "text"])
def test_two_devices_both_are_seen_and_the_second_chooses(
    client: FlaskClient, session: orm.Session, citizen: Citizen, part: str
) -> None:
    entry_id = session.scalars(sa.select(CvExperience.id)).one()
    path = f"/borger/cv/erfaring/{entry_id}" if part == "entry" else "/borger/cv/profil"
    field = "title" if part == "entry" else "profile_text"

    def sent(text: str, mark: str) -> dict[str, str]:
        return {**(job() if part == "entry" else {}), field: text, "seen": mark}

    mark = seen(client.get(path).text)
    assert client.post(path, data=sent("From the phone", mark)).status_code == 302
    answer = client.post(path, data=sent("From the computer", mark))
    assert answer.status_code == 409
    assert "From the phone" in answer.text
    assert "From the computer" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(CvVersion)) == 1
    assert client.post(path, data=sent("From the computer", seen(answer.text))).status_code == 302
    whole = queries.document(session, citizen.id)
    assert "From the computer" in (whole.experience[0].title, whole.profile)


def test_names_of_the_taxonomy_are_known_by_their_address(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    taxonomy.load_defaults(session)
    client.post("/borger/cv/oensker", data={"wished_occupations": "sosu-hjælper\nAstronaut"})
    session.expire_all()
    assert len(session.get_one(Cv, citizen.id).occupation_uris) == 1


def test_a_certificate_is_added(client: FlaskClient, session: orm.Session) -> None:
    sent = {"title": "Kørekort B", "issuer": "", "ended_year": "2010"}
    page = client.post("/borger/cv/beviser", data=sent, follow_redirects=True).text
    assert "Kørekort B" in page
    assert client.post("/borger/cv/beviser", data=sent | {"ended_year": "2100"}).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(CvCertificate)) == 1


def test_staff_of_the_team_see_it_unless_it_is_hidden(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    caseworker = client_for(citizen.caseworker)
    here = f"/personale/borger/{citizen.id}/cv"
    assert "Butiksassistent, Brugsen" in caseworker.get(here).text
    looks = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == "read")
    assert session.scalar(looks) == 1
    assert client_for(StaffFactory(role="caseworker")).get(here).status_code == 404
    client.post("/borger/cv/synlighed", data={"seen_by": "nobody"})
    page = caseworker.get(here).text
    assert "Brugsen" not in page
    assert session.scalar(looks) == 1


def test_who_is_due_is_told_once(
    app: Flask, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    defaults.load_defaults(session)
    head = session.get_one(Cv, citizen.id)
    head.confirmed_at = now - timedelta(weeks=11)
    session.flush()
    with app.app_context():
        assert service.remind(session, now) == 0
        head.confirmed_at = now - timedelta(weeks=13)
        session.flush()
        assert service.remind(session, now) == service.remind(session, now + timedelta(1)) == 1
    told = sa.select(sa.func.count()).where(OutboxMessage.kind == "cv_to_confirm")
    assert session.scalar(told.where(OutboxMessage.channel == "inbox")) == 1


def test_the_next_entry_comes_from_the_wished_work(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    taxonomy.load_defaults(session)
    client.post("/borger/cv/kompetencer", data={"competences": "cleaning\nSQL\nExcel"})
    client.post("/borger/cv/oensker", data={"wished_occupations": "personlig assistent"})
    page = client.get("/borger/cv").text
    assert "add driving licence B if you have it" in page
    assert "add driving licence B if you have it" in client.get("/borger").text
    client.post("/borger/cv/beviser", data={"title": "Kørekort B", "issuer": ""})
    page = client.get("/borger/cv").text
    assert "driving licence B if you have it" not in page
    assert "add “personal care” if you can do it" in " ".join(page.split()).replace("&#34;", '"')


def test_addresses_of_concepts_are_never_taken_from_outside(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    taxonomy.load_defaults(session)
    strange = "http://data.europa.eu/esco/skill/none"
    sent = {
        "competences": "Svejse\nExcel",
        "competence_uris": strange,
        "pick": strange,
        "find": "findes ikke",
    }
    assert client.post("/borger/cv/kompetencer", data=sent).status_code == 302
    session.expire_all()
    head = session.get_one(Cv, citizen.id)
    # What is in no list stays as the citizen's own words, and nothing typed is lost.
    assert head.competences.splitlines() == ["Svejse", "Excel", "findes ikke", strange]
    known = set(session.scalars(sa.select(Concept.uri)))
    assert head.competence_uris
    assert set(head.competence_uris) <= known
