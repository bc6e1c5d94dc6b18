"""Citizens find jobs alone: by words and parts of them, by occupation, hours, area, distance."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.cv.models import Cv
from portal.openings import queries
from portal.openings.queries import Search
from portal.taxonomy import defaults as taxonomy_defaults
from portal.taxonomy import queries as taxonomy
from tests.conftest import NOW
from tests.factories.openings import OpeningFactory
from tests.integration.openings.conftest import text
from tests.statements import counted

FIND = "/borger/jobforslag/find"
TODAY = clock.local_date(NOW)
pytestmark = pytest.mark.usefixtures("monday")


def titles(session: orm.Session, citizen: Citizen, **search: object) -> list[str]:
    found = queries.listing(session, citizen.id, Search(**search), ["care"], NOW).found
    return [one.opening.title for one in found]


def test_a_part_of_a_compound_is_found(session: orm.Session, citizen: Citizen) -> None:
    OpeningFactory(title="Pædagogmedhjælper")
    OpeningFactory(title="Kok", tasks="Laver mad", requirements="")
    for words in ("medhjælper", "MEDHJAELPER", "pædagogmedhjælpere", "pædagog"):
        assert titles(session, citizen, words=words) == ["Pædagogmedhjælper"], words


def test_a_part_of_a_word_in_a_sentence_is_not_meant(
    session: orm.Session, citizen: Citizen
) -> None:
    OpeningFactory(title="Butiksassistent", tasks="Betjener kunder", requirements="")
    OpeningFactory(title="Tjener", tasks="", requirements="")
    assert titles(session, citizen, words="tjener") == ["Tjener"]
    assert titles(session, citizen, words="kund") == ["Butiksassistent"]


def test_other_forms_of_a_word_are_found(session: orm.Session, citizen: Citizen) -> None:
    OpeningFactory(title="Tømrer", tasks="Bygger huse og tage", requirements="")
    assert titles(session, citizen, words="bygge hus") == ["Tømrer"]
    assert titles(session, citizen, words="bygge bil") == []


def test_a_misspelling_finds_what_comes_close_and_says_so(
    session: orm.Session, citizen: Citizen, visitor: FlaskClient
) -> None:
    OpeningFactory(title="Elektriker", tasks="", requirements="")
    listing = queries.listing(session, citizen.id, Search(words="elegtriker"), [], NOW)
    assert [one.opening.title for one in listing.found] == ["Elektriker"]
    assert listing.guessed
    assert "what comes close" in text(visitor, f"{FIND}?q=elegtriker")


def test_short_words_are_whole_words(session: orm.Session, citizen: Citizen) -> None:
    OpeningFactory(title="Spritmester", tasks="", requirements="")
    OpeningFactory(title="IT-supporter", tasks="C# er en fordel", requirements="")
    assert titles(session, citizen, words="it") == ["IT-supporter"]
    assert titles(session, citizen, words="c#") == ["IT-supporter"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "a' OR '1'='1", "🙂", "‮", "&|!()"])
def test_signs_are_never_more_than_signs(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen, words: str
) -> None:
    OpeningFactory(title="Kok", tasks="", requirements="")
    assert visitor.get(FIND, query_string={"q": words}).status_code == 200
    assert titles(session, citizen, words=words) in (["Kok"], [])


def test_by_concept_where_one_is_chosen(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    taxonomy_defaults.load_defaults(session)
    name = "social- og sundhedshjælper"
    uri = taxonomy.by_name(session, [name], "occupation")[name]
    OpeningFactory(title="Omsorg om aftenen", occupation_uris=[uri])
    OpeningFactory(title="Kok")
    assert titles(session, citizen, occupation=uri) == ["Omsorg om aftenen"]
    # any name of the concept will do
    found = text(visitor, f"{FIND}?occupation=SOSU-hjælper")
    assert "Omsorg om aftenen" in found
    assert "Kok" not in found
    assert titles(session, citizen, occupation="urn:nobody-knows-it") == []


def test_an_unknown_occupation_is_taken_for_words(visitor: FlaskClient) -> None:
    OpeningFactory(title="Drageflyver")
    found = text(visitor, f"{FIND}?occupation=drageflyver")
    assert "is no occupation in our list" in found
    assert "Drageflyver" in found


def test_filters_of_hours_area_and_distance(session: orm.Session, citizen: Citizen) -> None:
    OpeningFactory(title="Nær", postcode="2830", hours_per_week=37, area="care")
    OpeningFactory(title="Fjern", postcode="3000", hours_per_week=20)
    OpeningFactory(title="Ukendt", postcode="9990", hours_per_week=10)
    assert sorted(titles(session, citizen, within_km=10)) == ["Nær"]
    assert sorted(titles(session, citizen, within_km=50)) == ["Fjern", "Nær"]
    assert titles(session, citizen, hours="part") == ["Fjern"]
    assert titles(session, citizen, hours="few") == ["Ukendt"]
    assert titles(session, citizen, area="care") == ["Nær"]


def test_closed_passed_and_unlisted_ones_are_not_found(
    session: orm.Session, citizen: Citizen
) -> None:
    OpeningFactory(title="Åben", apply_by=TODAY)
    OpeningFactory(title="Lukket", closed_at=NOW)
    OpeningFactory(title="For sent", apply_by=TODAY - timedelta(days=1))
    OpeningFactory(title="Skjult", listed=False)
    assert titles(session, citizen) == ["Åben"]


def test_the_best_fit_comes_first_and_says_why(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    session.add(
        Cv(
            citizen_id=citizen.id,
            wished_occupations="Tjener",
            hours_per_week=20,
            max_distance_km=10,
            updated_at=NOW,
        )
    )
    OpeningFactory(title="Kok", postcode="2800", hours_per_week=20)
    OpeningFactory(title="Tjener til spisehus", postcode="3000", hours_per_week=37)
    assert titles(session, citizen) == ["Tjener til spisehus", "Kok"]
    page = text(visitor, FIND)
    assert "You wish to work as tjener" in page
    assert "further than you wish" in page


def test_nothing_found_says_what_to_do(visitor: FlaskClient) -> None:
    assert "Nothing found" in text(visitor, f"{FIND}?q=kvantefysiker")


@pytest.mark.parametrize(
    "query",
    [
        "km=-1",
        "km=9999",
        "km=abc",
        "hours=x",
        "area=' OR 1",
        "page=1e9",
        "page=-3",
        "q=" + "x" * 5000,
        "occupation=" + "x" * 5000,
    ],
)
def test_nonsense_in_the_address_is_left_out(visitor: FlaskClient, query: str) -> None:
    OpeningFactory(title="Kok")
    assert visitor.get(f"{FIND}?{query}").status_code == 200


def test_pages_keep_the_search(visitor: FlaskClient) -> None:
    for number in range(12):
        OpeningFactory(title=f"Kok {number}")
    first = visitor.get(f"{FIND}?q=kok&km=10").text
    assert "page=2" in first
    assert "q=kok" in first.split("page=2")[0][-80:] + first.split("page=2")[1][:80]
    assert "Page 2 of 2" in text(visitor, f"{FIND}?q=kok&km=10&page=2")


def test_what_people_wrote_stays_text(visitor: FlaskClient) -> None:
    nasty = "<script>alert(1)</script>"
    opening = OpeningFactory(title=nasty, employer=nasty, place=nasty, tasks=nasty)
    for path in (FIND, f"/borger/jobforslag/job/{opening.id}"):
        page = visitor.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_the_statements_do_not_grow_with_the_openings(
    visitor: FlaskClient, bare_app: object, engine: sa.Engine
) -> None:
    def sent(path: str) -> int:
        with counted(engine) as statements:
            visitor.get(path)
        return len(statements)

    OpeningFactory(title="Kok 0")
    few = {path: sent(path) for path in (FIND, f"{FIND}?q=kok", "/borger/jobforslag")}
    for number in range(30):
        OpeningFactory(title=f"Kok {number}")
    many = {path: sent(path) for path in few}
    assert many == few
    assert max(few.values()) <= 14, few
