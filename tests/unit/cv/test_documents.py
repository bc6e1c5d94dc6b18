"""A whole CV out and in again: nothing is lost, and whatever comes is read or refused by name."""

import itertools
import json
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from portal.cv.rules import (
    Certificate,
    Education,
    Experience,
    Language,
    importing,
    json_resume,
    lines,
    plain_text,
)
from portal.cv.rules.document import (
    Choices,
    Document,
    Person,
    as_a_business_sees,
    differences,
    from_json,
    is_too_large,
    merged,
    to_json,
)
from portal.cv.rules.reading import LARGEST_FILE, BadFile, LeftOut, Unreadable
from portal.settings import ROOT

TODAY = date(2026, 11, 23)
ANNA = Person("Anna Holm", "anna@example.invalid", "12345678", "2800", "Kongens Lyngby")
SCHEMA = json.loads((ROOT / "tests/integration/cv/jsonresume-schema.json").read_text())
HEADINGS = {
    "experience": "Erfaring",
    "education": "Uddannelse",
    "certificates": "Kurser og beviser",
    "languages": "Sprog",
    "competences": "Kompetencer",
    "occupations": "Ønsker",
    "considerations": "Hensyn",
}

said = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40)
months = st.dates(date(1950, 1, 1), date(2020, 1, 1)).map(lambda day: day.replace(day=1))
jobs = st.builds(
    Experience,
    said,
    said,
    months,
    st.none() | st.dates(date(2020, 2, 1), date(2026, 1, 1)).map(lambda day: day.replace(day=1)),
    said | st.just(""),
)
documents = st.builds(
    Document,
    profile=said | st.just(""),
    experience=st.lists(jobs, max_size=4, unique=True).map(tuple),
    education=st.lists(
        st.builds(Education, said, said, st.none() | st.integers(1950, 2026)),
        unique=True,
        max_size=3,
    ).map(tuple),
    certificates=st.lists(
        st.builds(
            Certificate,
            said,
            said | st.just(""),
            st.none() | st.integers(1950, 2026),
            st.none() | st.dates(date(2000, 1, 1), date(2050, 1, 1)),
        ),
        unique=True,
        max_size=3,
    ).map(tuple),
    languages=st.lists(
        st.builds(Language, said, st.sampled_from(["A1", "B2", "native"])),
        unique_by=lambda one: one.language.casefold(),
        max_size=3,
    ).map(tuple),
    competences=st.lists(said, max_size=5).map(lambda found: lines("\n".join(found))),
    occupations=st.lists(said, max_size=5).map(lambda found: lines("\n".join(found))),
    hours_per_week=st.none() | st.integers(1, 60),
    max_distance_km=st.none() | st.integers(0, 500),
    earliest_start=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    considerations=said | st.just(""),
)


@given(documents)
def test_a_version_keeps_everything(document: Document) -> None:
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


@given(documents)
def test_json_resume_is_valid_and_comes_back_whole(document: Document) -> None:
    written = json_resume.write(document, ANNA)
    Draft7Validator(SCHEMA).validate(json.loads(written))
    if document == Document():
        with pytest.raises(Unreadable):
            importing.read(written.encode(), TODAY)
        return
    found = importing.read(written.encode(), TODAY)
    assert found.left_out == ()
    assert found.document == document


@given(st.binary(max_size=3000) | st.text(max_size=2000).map(str.encode))
def test_any_bytes_are_read_or_refused_by_name(content: bytes) -> None:
    try:
        found = importing.read(content, TODAY)
    except Unreadable:
        return
    assert not is_too_large(found.document)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: json_values
            | st.lists(
                st.dictionaries(
                    st.sampled_from(
                        [
                            "name",
                            "position",
                            "startDate",
                            "endDate",
                            "institution",
                            "area",
                            "date",
                            "language",
                            "fluency",
                            "summary",
                            "highlights",
                        ]
                    ),
                    json_values,
                ),
                max_size=3,
            )
            for name in (
                "basics",
                "work",
                "education",
                "certificates",
                "languages",
                "skills",
                "meta",
            )
        },
    )
)
def test_any_json_is_read_or_refused_by_name(raw: dict[str, object]) -> None:
    with suppress(Unreadable):
        assert not is_too_large(importing.read(json.dumps(raw).encode(), TODAY).document)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", BadFile.EMPTY),
        (b" \n\t", BadFile.EMPTY),
        (b"x" * (LARGEST_FILE + 1), BadFile.TOO_LARGE),
        (b"%PDF-1.7 ...", BadFile.NOT_TEXT),
        (b"PK\x03\x04 a zip bomb", BadFile.NOT_TEXT),
        (b"ab\x00cd", BadFile.NOT_TEXT),
        (b'{"work": [', BadFile.BROKEN_JSON),
        (b'{"work": ' + b"[" * 100_000, BadFile.TOO_DEEP),
        (b'{"hello": 1}', BadFile.NOT_A_CV),
        (b'{"work": NaN, "x": 1e999999}', BadFile.NOT_A_CV),
    ],
)
def test_what_is_no_cv_is_named(content: bytes, reason: BadFile) -> None:
    with pytest.raises(Unreadable) as unreadable:
        importing.read(content, TODAY)
    assert unreadable.value.reason == reason


TEXT = """Anna Holm
Jeg kan lide mennesker.

Erhvervserfaring:
3/2020 – 6/2023: Butiksassistent, Brugsen
  Kasse og varer
2024 - nu Kok, Café Blå
noget uden år

Uddannelse
2012 HF, VUF

Kurser
Kørekort B
Sprog
Dansk: modersmål
Engelsk – B2
Kompetencer
Kasse, varer; kunder
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_plain_text_is_understood(encoding: str) -> None:
    found = importing.read(TEXT.encode(encoding), TODAY)
    assert found.document == Document(
        profile="Anna Holm\nJeg kan lide mennesker.",
        experience=(
            Experience(
                "Butiksassistent", "Brugsen", date(2020, 3, 1), date(2023, 6, 1), "Kasse og varer"
            ),
            Experience("Kok", "Café Blå", date(2024, 1, 1), None, "noget uden år"),
        ),
        education=(Education("HF", "VUF", 2012),),
        certificates=(Certificate("Kørekort B"),),
        languages=(Language("Dansk", "native"), Language("Engelsk", "B2")),
        competences=("Kasse", "varer", "kunder"),
    )


def test_what_is_not_understood_is_said() -> None:
    text = "Erfaring\nen masse\n2030: Kok, Café\n" + "x" * 200 + "\nSprog\nKlingon\n"
    found = importing.read(text.encode(), TODAY)
    assert [why for _text, why in found.left_out] == [
        LeftOut.NOT_UNDERSTOOD,
        LeftOut.IMPOSSIBLE_DATES,
        LeftOut.NOT_UNDERSTOOD,
        LeftOut.NOT_UNDERSTOOD,
    ]


def test_no_more_is_taken_than_there_is_room_for() -> None:
    work = [{"position": f"Job {n}", "name": "A", "startDate": "2020"} for n in range(500)]
    found = importing.read(json.dumps({"work": work}).encode(), TODAY)
    assert len(found.document.experience) == 100
    assert {why for _text, why in found.left_out} == {LeftOut.TOO_MANY}
    assert len(found.left_out) == 400


def test_our_own_text_is_understood_again() -> None:
    document = Document(
        experience=(Experience("Kok", "Café", date(2020, 3, 1), None, "Suppe"),),
        education=(Education("HF", "VUF", 2012),),
        certificates=(Certificate("Kørekort B", "", 2010),),
        languages=(Language("Dansk", "native"),),
        competences=("Suppe",),
        occupations=("Kok",),
    )
    written = plain_text.write(document, Person("Anna"), HEADINGS, "nu")
    found = importing.read(written.encode(), TODAY).document
    assert Document(**{**found.__dict__, "profile": ""}) == document


@given(documents, documents)
def test_adding_loses_nothing_of_mine(mine: Document, theirs: Document) -> None:
    both = merged(mine, theirs)
    for change in differences(mine, both):
        if change.section not in ("profile", "considerations"):
            assert change.gone == ()
    assert differences(both, merged(both, theirs)) == []


def test_differences_name_what_came_and_went() -> None:
    job = Experience("Kok", "Café", date(2020, 3, 1))
    before, after = Document(experience=(job,), profile="Hej"), Document(profile="Hej igen")
    assert [(one.section, one.gone, one.come) for one in differences(before, after)] == [
        ("profile", ("Hej",), ("Hej igen",)),
        ("experience", (job,), ()),
    ]


WHOLE = Document(
    profile="Jeg lærte faget hos CAFÉ  NORD. Ring på 45 97 30 01 eller skriv: anna@example.dk.",
    experience=(
        Experience("Kok, Café Nord", "Café Nord", date(2020, 3, 1), None, "Hos Café Nord og andre"),
    ),
    certificates=(Certificate("Hygiejne", "Café Nord"),),
    competences=("Betjening", "Nordisk mad"),
    considerations="Ingen tunge løft",
)
WHO = Person("Anna Holm", "anna@example.dk", "+45 45973001", "2800", "Kongens Lyngby")


@pytest.mark.parametrize("chosen", list(itertools.product([False, True], repeat=5)))
def test_what_a_business_sees_follows_every_choice(chosen: tuple[bool, ...]) -> None:
    choices = Choices(*chosen)
    shown = as_a_business_sees(WHOLE, WHO, choices)
    assert (shown is not None) == (choices.visible_to_staff and choices.for_businesses)
    if shown is None:
        return
    said = json.dumps([to_json(shown[0]), asdict(shown[1])], ensure_ascii=False).casefold()
    assert ("café" in said) == (not choices.hide_employers)
    for contact in ("anna@", "45 97 30 01", "45973001"):
        assert (contact in said) == (not choices.hide_contact)
    assert ("tunge løft" in said) == choices.show_considerations
    assert "2800" not in said
    assert "kongens lyngby" not in said
    assert "Nordisk mad" in shown[0].competences  # only whole words are hidden
    assert shown[0].experience[0].started_on == date(2020, 3, 1)


@given(documents, st.booleans(), st.booleans())
def test_hiding_takes_away_words_and_never_entries(
    document: Document, employers: bool, contact: bool
) -> None:
    choices = Choices(hide_employers=employers, hide_contact=contact)
    shown = as_a_business_sees(document, ANNA, choices)
    assert shown is not None
    for name in ("experience", "education", "certificates", "languages"):
        assert len(getattr(shown[0], name)) == len(getattr(document, name))
    if not employers and not contact:
        assert shown[0] == replace(document, considerations="")
