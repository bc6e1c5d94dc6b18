"""Who is found for a request: by occupation, words, compounds and terms; never by who they are."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core.errors import NotFound, Refused
from portal.recruitment import queries
from portal.recruitment.models import MatchWeight, RecruitmentRequest
from portal.recruitment.queries.wanted import Search
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.scoring import Level
from portal.recruitment.service import ending, searching
from portal.taxonomy import defaults as taxonomy
from portal.taxonomy import queries as concepts
from tests.conftest import NOW
from tests.factories.cv import CvExperienceFactory, CvLanguageFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.recruitment.conftest import baker, staff_actor
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("in_app")
TODAY = date(2026, 11, 23)
SEARCH = Search(("Bager",), (), ("Surdej",), (), 37, date(2027, 1, 4), "2800", None)


def found(session: orm.Session, request: RecruitmentRequest) -> list[int]:
    return [one.profile.citizen_id for one in queries.proposals(session, request, TODAY).found]


@pytest.mark.parametrize(
    ("title", "wish"),
    [
        ("Medhjælper", "Pædagogmedhjælper"),
        ("Chauffører", "Chauffør"),
        ("Rengøring", "Rengøringsassistent"),
        ("Sælgere", "Sælger i butik"),
    ],
)
def test_words_forms_and_compounds_are_found(
    session: orm.Session, consultant: Staff, title: str, wish: str
) -> None:
    citizen = baker(wished_occupations=wish, competences="")
    baker(wished_occupations="Murer", competences="Fliser")
    request = RequestFactory(title=title, requirements="")
    assert found(session, request) == [citizen.id]


def test_work_done_before_is_found_too(session: orm.Session, consultant: Staff) -> None:
    citizen = baker(wished_occupations="Noget nyt", competences="")
    CvExperienceFactory(citizen=citizen, title="Bagersvend")
    assert found(session, RequestFactory(requirements="")) == [citizen.id]


def test_the_same_occupation_comes_before_a_sibling(
    session: orm.Session, consultant: Staff
) -> None:
    taxonomy.load_defaults(session)
    uri = concepts.by_name(session, ["pædagogmedhjælper", "dagplejer"], "occupation")
    sibling = baker(wished_occupations="", competences="", occupation_uris=[uri["dagplejer"]])
    same = baker(wished_occupations="", competences="", occupation_uris=[uri["pædagogmedhjælper"]])
    request = RequestFactory(title="Pædagogmedhjælper", requirements="")
    assert found(session, request) == [same.id, sibling.id]
    levels = {
        one.profile.citizen_id: one.fit.parts[0].level
        for one in queries.proposals(session, request, TODAY).found
    }
    assert levels == {same.id: Level.HAS, sibling.id: Level.NEAR}


def test_terms_and_distance_order_but_leave_nobody_out(
    session: orm.Session, consultant: Staff
) -> None:
    far = baker(hours_per_week=15, max_distance_km=5)
    far.postcode = "9990"
    near = baker(hours_per_week=37, max_distance_km=20)
    near.postcode = "2800"
    CvLanguageFactory(citizen=near)
    session.flush()
    request = RequestFactory()
    assert found(session, request) == [near.id, far.id]


def test_what_staff_write_down_is_looked_for(session: orm.Session, consultant: Staff) -> None:
    mason = baker(wished_occupations="Murer", competences="Fliser")
    request = RequestFactory()
    assert found(session, request) == []
    wanted = Search(("Murer",), (), (), ("Fliser",), None, None, "", "B1")
    searching.change(session, request.id, wanted, actor=staff_actor(consultant), now=NOW)
    assert queries.search_of(session, request) == wanted
    assert found(session, request) == [mason.id]
    assert request.title == "Bager"
    again = Search(("Bager",), (), (), (), None, None, "", None)
    searching.change(session, request.id, again, actor=staff_actor(consultant), now=NOW)
    assert queries.search_of(session, request) == again


def test_nothing_and_too_much_are_refused(session: orm.Session, consultant: Staff) -> None:
    request, me = RequestFactory(), staff_actor(consultant)
    empty = Search((), (), (), (), 37, None, "2800", None)
    many = Search(tuple(f"Bager {n}" for n in range(13)), (), (), (), None, None, "", None)
    closed = RequestFactory(happened=["answered"])
    ending.close(session, closed.id, text="Ansat", actor=me, now=NOW.replace(hour=11))
    for search, about, refusal in (
        (empty, request, RequestRefusal.NOTHING_WANTED),
        (many, request, RequestRefusal.TOO_MUCH_WANTED),
        (SEARCH, closed, RequestRefusal.ENDED),
    ):
        with pytest.raises(Refused) as refused:
            searching.change(session, about.id, search, actor=me, now=NOW.replace(hour=12))
        assert refused.value.refusal is refusal
    with pytest.raises(NotFound):
        searching.change(session, 10**9, SEARCH, actor=me, now=NOW)


def test_names_in_the_text_and_usual_competences_are_suggested(
    session: orm.Session, consultant: Staff
) -> None:
    taxonomy.load_defaults(session)
    request = RequestFactory(
        title="Pædagogmedhjælper",
        tasks="Du hjælper en dagplejer med børnene, og kan førstehjælp.",
        requirements="",
    )
    search = queries.search_of(session, request)
    more = queries.suggested(session, request, search, "da")
    assert "dagplejer" in more.occupations
    assert "førstehjælp" in more.competences
    assert "pædagogmedhjælper" not in more.occupations


def test_weights_are_those_of_the_day(session: orm.Session, consultant: Staff) -> None:
    old, _since = queries.weights_on(session, TODAY)
    session.add(
        MatchWeight(
            valid_from=date(2027, 1, 1),
            **{name: 1 for name in vars(old)},
            source="Udvalgets beslutning",
        )
    )
    session.flush()
    assert queries.weights_on(session, date(2026, 12, 31))[0] == old
    new, since = queries.weights_on(session, date(2027, 1, 1))
    assert (new.occupation, since) == (1, date(2027, 1, 1))


PROTECTED = {
    "name": "Zainab Al-Masri",
    "born_on": date(1950, 2, 3),
    "cpr_hmac": b"another" * 4,
    "cpr_encrypted": b"another",
    "target_group": "activity_ready",
    "at_risk": True,
    "language": "en",
    "talk_language": "ar",
    "needs": ["interpreter", "step_free"],
    "course_started_on": date(2019, 1, 1),
    "email": "zainab@example.invalid",
    "phone": "45 97 30 99",
    "address": "Et andet sted 1",
    "city": "En anden by",
    "protected_from": date(2026, 1, 1),
    "protected_source": "Folkeregisteret",
}


@pytest.mark.parametrize("changed", [0, 1, 2, 3])
def test_who_people_are_changes_neither_score_nor_order(
    session: orm.Session, consultant: Staff, changed: int
) -> None:
    """All columns of a citizen but the postcode and the course's end are changed."""
    people = [baker(), baker(), baker(competences=""), baker(hours_per_week=20)]
    for person in people:
        person.postcode = "2800"
        CvExperienceFactory(citizen=person, title="Bager")
    request = RequestFactory()

    def list_of() -> list[tuple[int, int]]:
        session.flush()
        return [
            (one.profile.citizen_id, one.fit.score)
            for one in queries.proposals(session, request, TODAY).found
        ]

    before = list_of()
    assert len(before) == 4
    for column, value in PROTECTED.items():
        setattr(people[changed], column, value)
    assert list_of() == before
    read = {"id", "postcode", "course_ended_on", "name_sort", "caseworker_id"}
    columns = {column.name for column in sa.inspect(Citizen).columns}
    assert columns - read <= PROTECTED.keys(), "a new column of citizens is proved to be no input"


def test_the_list_costs_a_fixed_number_of_statements(
    session: orm.Session, consultant: Staff, engine: sa.Engine
) -> None:
    request = RequestFactory()
    baker()
    with counted(engine) as few:
        queries.proposals(session, request, TODAY)
    for _ in range(12):
        CvExperienceFactory(citizen=baker(), title="Bager")
    with counted(engine) as many:
        assert queries.proposals(session, request, TODAY).total == 13
    assert len(many) == len(few) <= 12
