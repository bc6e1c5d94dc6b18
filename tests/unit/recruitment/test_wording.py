"""What may discriminate is found in its forms; whom one works with is no requirement."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.wording import Criterion, compiled, find
from portal.recruitment.wording_list import PATTERNS, rows

CRITERIA = [Criterion(pattern, ground) for pattern, ground, _source in rows()]


def grounds(text: str) -> set[str]:
    return {found.ground for found in find({"tasks": text}, CRITERIA)}


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Vi søger en ung medarbejder.", "age"),
        ("UNGE MEDARBEJDERE til lageret", "age"),
        ("Ung og frisk pige til caféen", "age"),
        ("Du er mellem 20 og 35 år", "age"),
        ("du er 20-35 år", "age"),
        ("Du er under 40 år.", "age"),
        ("ikke over 50 år", "age"),
        ("maks. 30 år", "age"),
        ("Helst yngre", "age"),
        ("We want a young man", "age"),
        ("between 20 and 30 years old", "age"),
        ("no older than 45", "age"),
        ("Stærk mand til lageret", "sex"),
        ("Kvinde søges til køkkenet", "sex"),
        ("kun mænd", "sex"),
        ("Mandlige ansøgere foretrækkes", "sex"),
        ("ekspeditricer", "sex"),
        ("Du er ikke gravid", "sex"),
        ("female candidates preferred", "sex"),
        ("Men only", "sex"),
        ("Etnisk dansk", "origin"),
        ("kun danske statsborgere", "origin"),
        ("Dansk som modersmål", "origin"),
        ("ingen udlændinge", "origin"),
        ("Native speakers only", "origin"),
        ("ingen muslimer", "origin"),
        ("uden tørklæde", "belief"),
        ("no headscarves", "belief"),
        ("Du er fuldt rask", "disability"),
        ("ingen handicappede", "disability"),
        ("ikke ordblind", "disability"),
        ("able-bodied", "disability"),
        ("heteroseksuelle", "orientation"),
        ("ikke medlem af en fagforening", "union"),
    ],
)
def test_what_may_discriminate_is_found(text: str, ground: str) -> None:
    assert ground in grounds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Du arbejder for unge menneskers trivsel.",
        "Unge mennesker er vores kunder, og du møder dem med et smil.",
        "Pleje af ældre borgere på et plejehjem",
        "Ældrepleje, ungdomsskole og børnehave",
        "Du har 10 års erfaring, gerne 20 års erfaring.",
        "Under 25 års erfaring er også fint",
        "Barselsvikar for en kollega",
        "Vi hjælper gravide og deres familier.",
        "Børn mellem 3 og 6 år",
        "Du er fyldt 18 år og har kørekort.",
        "Du skal være over 18 år, fordi vi serverer alkohol.",
        "Et tilbud til unge mellem 18 og 29 år",
        "Du taler flydende dansk.",
        "Gode danskkundskaber, gerne engelsk",
        "Herretøj, dametøj og mandskab på skibet",
        "Kvindehuset og Mandecentret",
        "Mandag til fredag, 37 timer",
        "Vi er 45 medarbejdere og 20-30 gæster om dagen.",
        "Lyngby Hovedgade 30, 2800 Kongens Lyngby",
        "Handicaphjælper til en ung mands hjem",
        "You look after young children and the elderly.",
        "Our customers are women between 3 and 6 visits a year.",
        "Salesmanship and manpower; a good command of English.",
        "Du har lyst til at arbejde med handicappede børn.",
        "Rask arbejdstempo og godt humør",
        "Fagforeningen er velkommen på arbejdspladsen.",
        "",
    ],
)
def test_what_is_no_requirement_is_left_alone(text: str) -> None:
    assert grounds(text) == set()


def test_the_words_are_quoted_as_they_are_written_and_once() -> None:
    texts = {"title": "Ung  mand", "tasks": "En UNG MAND eller ung mand, kun mænd."}
    found = find(texts, CRITERIA)
    assert [(one.ground, one.words, one.where) for one in found] == [
        ("age", "Ung mand", "title"),
        ("sex", "kun mænd", "tasks"),
    ]


def test_every_pattern_can_be_read_and_none_stands_twice() -> None:
    patterns = [pattern for pattern, _ground, _source in rows()]
    assert len(patterns) == len(set(patterns))
    assert all(compiled(pattern) for pattern in patterns)
    assert all(source for _ground, source in PATTERNS)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    for found in find({"tasks": text}, CRITERIA):
        assert found.words


def test_a_long_text_takes_no_long_time() -> None:
    began = time.perf_counter()
    find({"tasks": "ung og " * 10_000 + " " * 30_000}, CRITERIA)
    assert time.perf_counter() - began < 5
