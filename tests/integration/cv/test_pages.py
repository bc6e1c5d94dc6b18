"""The citizen fills a CV by hand: one section at a time, with everything that can go wrong."""

from datetime import datetime, timedelta

import factory
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.audit import AuditEvent
from portal.cv import defaults, queries
from portal.cv.models import Cv, CvEducation, CvExperience, CvLanguage
from tests.factories.accounts import CitizenFactory
from tests.factories.cv import (
    CvEducationFactory,
    CvExperienceFactory,
    CvFactory,
    CvLanguageFactory,
)
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

JOB = {"title": "Kok", "employer": "Café", "started_on": "3/2020", "ended_on": "", "tasks": ""}


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def full(citizen: Citizen) -> None:
    CvFactory(citizen=citizen)
    CvExperienceFactory(citizen=citizen)
    CvEducationFactory(citizen=citizen)
    CvLanguageFactory(citizen=citizen)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/erfaring",
        "/uddannelse",
        "/sprog",
        "/kompetencer",
        "/oensker",
        "/profil",
        "/som-virksomheder-ser-det",
    ],
)
def test_every_page_is_there_empty_and_full_in_both_languages(
    client: FlaskClient, citizen: Citizen, path: str, language: str
) -> None:
    client.set_cookie("lang", language)
    assert client.get(f"/borger/cv{path}").status_code == 200
    full(citizen)
    page = client.get(f"/borger/cv{path}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


def test_a_first_cv_from_nothing_to_confirmed(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    defaults.load_defaults(session)
    page = client.get("/borger/cv").text
    assert "Your CV is 0% complete" in page
    assert "What helps most now: add a job you have had." in page
    assert "Your CV was to be ready by Tuesday 22 September 2026." in page

    sections = {
        "erfaring": JOB | {"tasks": "Lave mad\r\nBestille varer"},
        "uddannelse": {"title": "Kok", "school": "Hotelskolen", "ended_year": "2019"},
        "sprog": {"language": "Dansk", "level": "B2"},
        "kompetencer": {"competences": "Mad\r\nHygiejne\r\nRo"},
        "oensker": {
            "wished_occupations": "Kok",
            "hours_per_week": "30",
            "max_distance_km": "20",
            "earliest_start-day": "1",
            "earliest_start-month": "12",
            "earliest_start-year": "2026",
        },
        "profil": {"profile_text": "Jeg laver mad med ro."},
    }
    for slug, values in sections.items():
        answer = client.post(f"/borger/cv/{slug}", data=values)
        assert answer.status_code == 302, answer.text

    page = client.get("/borger/cv").text
    assert "Your CV is 100% complete" in page
    assert "Everything is there." in page
    for text in ("Café", "since March 2020", "Hotelskolen", "B2 – speaks", "Hygiejne", "30"):
        assert text in page
    assert "Tuesday 1 December 2026" in page
    assert "Time to confirm it" in page

    page = client.post("/borger/cv/bekraeft", follow_redirects=True).text
    assert "You confirmed it on Monday 23 November 2026." in page
    assert "We ask you again on Tuesday 16 February 2027." in page
    assert "Time to confirm it" not in page


def test_an_entry_is_shown_to_be_changed_and_removed(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    row = CvExperienceFactory(citizen=citizen, tasks="Kassen")
    address = f"/borger/cv/erfaring/{row.id}"
    page = client.get(address).text
    assert 'value="3/2020"' in page
    assert 'value="6/2023"' in page
    assert client.post(address, data=JOB).status_code == 302
    session.expire_all()
    assert session.get_one(CvExperience, row.id).title == "Kok"
    assert client.post(f"{address}/fjern").status_code == 302
    assert queries.experience(session, citizen.id) == []
    assert client.post(f"{address}/fjern").status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": "   "}, "Fill this in."),
        ({"employer": "x" * 121}, "Write at most 120 characters."),
        ({"started_on": "13/2020"}, "Write month and year, for example 3/2020."),
        ({"started_on": "9999"}, "Write month and year, for example 3/2020."),
        ({"started_on": "1/1492"}, "Write month and year, for example 3/2020."),
        ({"started_on": "12/2026"}, "The start can't lie in the future."),
        ({"ended_on": "2/2020"}, "The end can't be before the start."),
        ({"ended_on": "1/9999"}, "The end can't lie in the future."),
        ({"tasks": "x" * 100_000}, "Write at most 2000 characters."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    client: FlaskClient, session: orm.Session, change: dict[str, str], says: str
) -> None:
    answer = client.post("/borger/cv/erfaring", data=JOB | change)
    assert answer.status_code == 422
    assert answer.text.count(says) == 2  # in the summary and beside the field
    [name] = change
    assert f'id="{name}-error"' in answer.text
    assert change[name] in answer.text
    assert 'value="Café"' in answer.text or name == "employer"
    assert session.scalar(sa.select(sa.func.count()).select_from(CvExperience)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


@pytest.mark.parametrize(
    ("slug", "values", "says"),
    [
        ("uddannelse", {"title": "HF", "school": "VUF", "ended_year": "2027"}, "can't lie in"),
        ("uddannelse", {"title": "HF", "school": "VUF", "ended_year": "x"}, "a whole number"),
        ("uddannelse", {"title": "HF", "school": "VUF", "ended_year": "9" * 30}, "a number from"),
        ("sprog", {"language": "Dansk", "level": ""}, "Choose a level."),
        ("sprog", {"language": "Dansk", "level": "D1"}, "Choose a level."),
        ("sprog", {"level": "B1"}, "Fill this in."),
        ("oensker", {"hours_per_week": "61"}, "Write a number from 1 to 60."),
        ("oensker", {"max_distance_km": "-1"}, "Write a number from 0 to 500."),
        ("kompetencer", {"competences": "\n".join(map(str, range(31)))}, "at most 30 lines"),
        ("kompetencer", {"competences": "x" * 81}, "at most 80 characters on each"),
        ("profil", {"profile_text": "x" * 2001}, "Write at most 2000 characters."),
    ],
)
def test_every_section_has_its_limits(
    client: FlaskClient, session: orm.Session, slug: str, values: dict[str, str], says: str
) -> None:
    answer = client.post(f"/borger/cv/{slug}", data=values)
    assert answer.status_code == 422
    assert says in answer.text
    for model in (Cv, CvEducation, CvLanguage):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


@pytest.mark.parametrize("day", ["22", "31"])
def test_a_start_gone_by_or_no_date_is_refused(client: FlaskClient, day: str) -> None:
    date_typed = {
        "earliest_start-day": day,
        "earliest_start-month": "11",
        "earliest_start-year": "2026",
    }
    answer = client.post("/borger/cv/oensker", data={"wished_occupations": "Kok"} | date_typed)
    assert answer.status_code == 422
    assert "Choose today or a later day" in answer.text or "There is no day 31" in answer.text
    assert f'value="{day}"' in answer.text
    assert ">Kok</textarea>" in answer.text.replace("\r\n", "")


def test_a_language_twice_is_said_beside_the_field(client: FlaskClient) -> None:
    assert client.post("/borger/cv/sprog", data={"language": "Dansk", "level": "B1"})
    answer = client.post("/borger/cv/sprog", data={"language": "dansk", "level": "C1"})
    assert answer.status_code == 422
    assert 'id="language-error"' in answer.text


def test_too_many_entries_is_a_kind_refusal(client: FlaskClient, citizen: Citizen) -> None:
    CvLanguageFactory.create_batch(
        100, citizen=citizen, language=factory.Sequence(lambda n: f"Sprog {n}")
    )
    answer = client.post("/borger/cv/sprog", data={"language": "Dansk", "level": "B1"})
    assert answer.status_code == 422
    assert "There is room for 100 entries here." in answer.text


def test_the_same_form_twice_is_one_entry(client: FlaskClient, session: orm.Session) -> None:
    for _ in range(2):
        assert client.post("/borger/cv/erfaring", data=JOB).status_code == 302
    assert session.scalar(sa.select(sa.func.count()).select_from(CvExperience)) == 1


def test_two_jobs_at_once_are_noted_not_refused(client: FlaskClient, citizen: Citizen) -> None:
    CvExperienceFactory(citizen=citizen, title="Avisbud", ended_on=None)
    client.post("/borger/cv/erfaring", data=JOB)
    page = client.get("/borger/cv/erfaring").text
    assert "At the same time as: Avisbud." in page


def test_code_in_text_is_text(client: FlaskClient, citizen: Citizen) -> None:
    bad = "<script>alert(1)</script>{{ 7*7 }}"
    client.post("/borger/cv/erfaring", data=JOB | {"title": bad, "tasks": bad})
    client.post("/borger/cv/profil", data={"profile_text": bad})
    client.post("/borger/cv/kompetencer", data={"competences": bad})
    for path in ("", "/erfaring", "/som-virksomheder-ser-det"):
        page = client.get(f"/borger/cv{path}").text
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page


@pytest.mark.parametrize("slug", ["erfaring", "uddannelse", "sprog"])
def test_anothers_entry_answers_as_a_missing_one(
    client: FlaskClient, session: orm.Session, citizen: Citizen, slug: str
) -> None:
    made_by = {
        "erfaring": CvExperienceFactory,
        "uddannelse": CvEducationFactory,
        "sprog": CvLanguageFactory,
    }[slug]
    theirs = made_by()
    for entry_id in (theirs.id, theirs.id + 1, 10**18, 10**30):
        address = f"/borger/cv/{slug}/{entry_id}"
        assert client.get(address).status_code == 404
        assert client.post(address, data=JOB).status_code == 404
        assert client.post(f"{address}/fjern").status_code == 404
    session.expire_all()
    assert session.get(type(theirs), theirs.id) is not None
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_whose_cv_it_is_comes_from_the_sign_in_alone(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    other = CitizenFactory()
    client.post(f"/borger/cv/erfaring?citizen_id={other.id}", data=JOB | {"citizen_id": other.id})
    assert [row.citizen_id for row in session.scalars(sa.select(CvExperience))] == [citizen.id]


def test_the_switch_says_who_sees_it(client: FlaskClient, session: orm.Session) -> None:
    here = "/borger/cv/synlighed"
    assert "use it to find jobs for you" in client.get("/borger/cv").text
    page = client.post(here, data={"seen_by": "nobody"}, follow_redirects=True).text
    assert "Only you" in page
    preview = client.get("/borger/cv/som-virksomheder-ser-det").text
    assert "a business would get nothing of it" in preview
    page = client.post(here, data={"seen_by": "staff"}, follow_redirects=True).text
    assert "No business gets it" in page
    page = client.post(here, data={"seen_by": "businesses"}, follow_redirects=True).text
    assert "use it to find jobs for you" in page
    parts = session.scalars(sa.select(AuditEvent.details["part"].astext).order_by(AuditEvent.id))
    assert list(parts) == ["hidden_from_staff", "shown_to_staff", "shown_to_staff"]
    assert client.post(here, data={"seen_by": "all"}).status_code == 422
    assert 'value="businesses" checked' in client.get(here).text


def test_an_empty_cv_cannot_be_confirmed(client: FlaskClient, session: orm.Session) -> None:
    page = client.post("/borger/cv/bekraeft", follow_redirects=True).text
    assert "Your CV is still empty." in page
    assert session.scalar(sa.select(sa.func.count()).select_from(Cv)) == 0


def test_a_confirmed_cv_grows_old(
    client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    defaults.load_defaults(session)
    full(citizen)
    session.get_one(Cv, citizen.id).confirmed_at = now - timedelta(weeks=12)
    session.commit()
    assert "Time to confirm it" not in client.get("/borger/cv").text
    session.get_one(Cv, citizen.id).confirmed_at = now - timedelta(weeks=12, days=1)
    session.commit()
    assert "Time to confirm it" in client.get("/borger/cv").text


def test_the_outline_takes_few_statements(
    client: FlaskClient, engine: sa.Engine, citizen: Citizen
) -> None:
    full(citizen)
    CvExperienceFactory.create_batch(20, citizen=citizen)
    with counted(engine) as sent:
        assert client.get("/borger/cv").status_code == 200
    assert len(sent) - 1 <= 6, "\n".join(sent)  # one is the sign-in
