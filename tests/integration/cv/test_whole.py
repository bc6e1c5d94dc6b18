"""The CV as a whole: versions, files out and in, two devices, and what staff see."""

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from pypdf import PdfReader
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.audit import AuditEvent
from portal.cv import defaults, queries, service
from portal.cv.models import Cv, CvCertificate, CvExperience, CvVersion
from portal.notifications.models import OutboxMessage
from portal.recruitment.queries import matching
from portal.taxonomy import defaults as taxonomy
from portal.taxonomy.models import Concept
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.cv import CvEducationFactory, CvExperienceFactory, CvFactory, CvLanguageFactory
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

SCHEMA = json.loads(Path(__file__).with_name("jsonresume-schema.json").read_text())
HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script> <img src=http://evil.invalid/x>'


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm", postcode="2800", city="Kongens Lyngby")
    CvFactory(citizen=made, profile_text=HOSTILE)
    CvExperienceFactory(citizen=made, tasks=HOSTILE)
    CvEducationFactory(citizen=made)
    CvLanguageFactory(citizen=made)
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english_for(citizen)


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


def test_the_pdf_is_tagged_and_its_text_is_only_text(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    answer = client.get("/borger/cv/cv.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "CV: Anna Holm"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    tags = list(structure(root["/StructTreeRoot"]))
    assert [tag for tag in tags if tag in ("/H1", "/H2", "/H3")][:3] == ["/H1", "/H2", "/H3"]
    text = reader.pages[0].extract_text().replace("\n", " ")
    assert "alert(1)" in text
    order = [text.index(word) for word in ("Anna Holm", "Experience", "Education", "Languages")]
    assert order == sorted(order)


def structure(node: object) -> Iterator[str]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in found:
            yield from structure(one)
    elif isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        if "/K" in found:
            yield from structure(found["/K"])


def test_json_resume_and_text_can_be_taken(client: FlaskClient) -> None:
    resume = client.get("/borger/cv/cv.json")
    Draft7Validator(SCHEMA).validate(resume.json)
    assert "attachment" in resume.headers["Content-Disposition"]
    text = client.get("/borger/cv/cv.txt")
    assert "3/2020 – 6/2023: Butiksassistent, Brugsen" in text.text
    assert text.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_brought_is_shown_before_it_is_stored(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = "/borger/cv/hent-ind"
    before = queries.document(session, citizen.id)
    resume = {"work": [{"position": "Kok", "name": "Café", "startDate": "2020-03"}, {"name": "A"}]}
    sent = {"file": (io.BytesIO(json.dumps(resume).encode()), "mit.pdf")}
    page = client.post(here, data=sent, content_type="multipart/form-data").text
    assert "Kok, Café (March 2020 – now)" in page
    assert "a title, a place or a start is missing" in page
    assert queries.document(session, citizen.id) == before
    content = re.search(r'name="content" type="hidden" value="([^"]*)"', page)[1]  # type: ignore[index]
    approved = {"content": content.replace("&#34;", '"'), "how": "add"}
    page = client.post(f"{here}/godkend", data=approved, follow_redirects=True).text
    assert "It is in your CV." in page
    session.expire_all()
    assert len(queries.document(session, citizen.id).experience) == 2
    client.post(f"{here}/godkend", data=approved | {"how": "replace"})
    session.expire_all()
    whole = queries.document(session, citizen.id)
    assert [one.title for one in whole.experience] == ["Kok"]
    assert whole.profile == ""


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "There is nothing in it."),
        ({"pasted": '{"work": ['}, "broken JSON"),
        ({"pasted": '{"a": 1}'}, "nothing of a CV"),
    ],
)
def test_what_can_not_be_read_is_said(client: FlaskClient, sent: dict[str, str], said: str) -> None:
    answer = client.post("/borger/cv/hent-ind", data=sent)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"experience": [{"x": 1}]}', '{"languages": 5}']
)
def test_a_forged_approval_stores_nothing(
    client: FlaskClient, session: orm.Session, content: str
) -> None:
    answer = client.post("/borger/cv/hent-ind/godkend", data={"content": content, "how": "replace"})
    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(CvVersion)) == 0


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


@pytest.mark.parametrize("format_", ["pdf", "jsonresume", "text"])
def test_operators_take_a_cv_out(
    app: Flask, citizen: Citizen, tmp_path: Path, format_: str
) -> None:
    out = tmp_path / "cv"
    command = ["portal", "cv", "export", "--citizen", str(citizen.id), "--format", format_]
    done = app.test_cli_runner().invoke(args=[*command, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 300
    gone = app.test_cli_runner().invoke(args=[*command[:4], "0", *command[5:], "--out", str(out)])
    assert "There is no citizen 0." in gone.output


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


def taken(client: FlaskClient) -> dict[str, str]:
    """The text of everything a business may get: the page, and each file."""
    here = "/borger/cv/til-virksomheder"
    reader = PdfReader(io.BytesIO(client.get(f"{here}.pdf").data))
    resume = client.get(f"{here}.json").json
    Draft7Validator(SCHEMA).validate(resume)
    return {
        "page": client.get("/borger/cv/som-virksomheder-ser-det").text.partition("<footer")[0],
        "pdf": "".join(page.extract_text() for page in reader.pages),
        "json": json.dumps(resume, ensure_ascii=False),
        "text": client.get(f"{here}.txt").text,
    }


@pytest.mark.parametrize("employers", [False, True])
@pytest.mark.parametrize("contact", [False, True])
@pytest.mark.parametrize("considerations", [False, True])
def test_what_a_business_gets_follows_the_choices_everywhere(
    client: FlaskClient,
    session: orm.Session,
    citizen: Citizen,
    employers: bool,
    contact: bool,
    considerations: bool,
) -> None:
    citizen.email, citizen.phone = "anna@mail.invalid", "45973001"
    head = session.get_one(Cv, citizen.id)
    head.profile_text = "Jeg har været glad for Brugsen. Ring 45 97 30 01, anna@mail.invalid"
    head.considerations, head.show_considerations = "Korte vagter", considerations
    head.hide_employers, head.hide_contact = employers, contact
    session.commit()
    for where, said in taken(client).items():
        assert ("Brugsen" in said) == (not employers), where
        assert ("anna@mail" in said) == (not contact), where
        assert ("45 97 30 01" in said) == (not contact), where
        assert ("Korte vagter" in said) == considerations, where
        assert "2800" not in said, where
    short = matching.short_profile(queries.profiles(session, [citizen.id])[citizen.id])
    assert ("Brugsen" in short) == (not employers)
    assert ("Korte vagter" in short) == considerations
    assert "anna@mail" not in short


@pytest.mark.parametrize("seen_by", ["staff", "nobody"])
def test_a_hidden_cv_gives_a_business_nothing(
    client: FlaskClient, session: orm.Session, citizen: Citizen, seen_by: str
) -> None:
    client.post("/borger/cv/synlighed", data={"seen_by": seen_by})
    for ending in ("pdf", "txt", "json"):
        answer = client.get(f"/borger/cv/til-virksomheder.{ending}")
        assert answer.headers["Location"] == "/borger/cv/som-virksomheder-ser-det"
    assert "Brugsen" not in client.get("/borger/cv/som-virksomheder-ser-det").text
    session.expire_all()
    assert queries.for_business(session, citizen.id) is None
    assert matching.short_profile(queries.profiles(session, [citizen.id])[citizen.id]) == ""


def test_considerations_stay_out_of_ones_own_files_until_shown(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    head = session.get_one(Cv, citizen.id)
    head.considerations = "Korte vagter"
    for shown in (False, True):
        head.show_considerations = shown
        session.commit()
        for ending in ("txt", "json"):
            assert ("Korte vagter" in client.get(f"/borger/cv/cv.{ending}").text) == shown


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
