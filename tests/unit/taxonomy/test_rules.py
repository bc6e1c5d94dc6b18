"""How words are folded for search, and what an official file must be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.taxonomy import defaults, rules
from portal.taxonomy.rules import BadFile

HEAD = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status\n"
ROW = 'Occupation,http://e/1,1,kok,"køkkenchef\nchefkok\nkøkkenchef",cook,released\n'


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Pædagog", "paedagog"),
        ("Paedagog", "paedagog"),
        ("SMØRREBRØD  på rugbrød", "smoerrebroed paa rugbroed"),
        ("C#, C++ & .NET", "c# c++ net"),
        ("café-medarbejder", "cafe medarbejder"),
        ("VVS'er", "vvs er"),
        ("%_\\", ""),
    ],
)
def test_words_are_folded_as_people_write_them(text: str, folded: str) -> None:
    assert rules.fold(text) == folded


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert rules.fold(rules.fold(text)) == rules.fold(text)


@given(st.text(max_size=300))
def test_a_search_has_few_words(text: str) -> None:
    assert len(rules.words_of(text)) <= rules.LONGEST_QUERY


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_is_read_with_and_without_byte_order_mark(mark: str) -> None:
    found = rules.read_concepts("occupations_da.csv", (mark + HEAD + ROW).encode())
    assert found["http://e/1"].label == "kok"
    assert found["http://e/1"].aliases == ("køkkenchef", "chefkok", "cook")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no column conceptUri, preferredLabel, altLabels. Its first row is: empty."),
        (b"uri;label\n", "has no column conceptUri"),
        ((HEAD.replace("altLabels", "alt") + ROW).encode(), "has no column altLabels."),
        ((HEAD + ROW).encode("latin-1"), "is not UTF-8"),
        ((HEAD + ROW + ROW).encode(), "row 2: http://e/1 stands in the file twice"),
        ((HEAD + "x,,1,kok,,,\n").encode(), "row 1: conceptUri is '', which is no URI"),
        ((HEAD + "x,http://e/1,1,kok," + "x" * 200_000 + "\n").encode(), "field larger than"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(content: bytes, says: str) -> None:
    with pytest.raises(BadFile) as error:
        rules.read_concepts("occupations_da.csv", content)
    assert says in str(error.value)
    assert "occupations_da.csv" in str(error.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(BadFile):
        rules.read_concepts("skills_da.csv", content)
    with suppress(BadFile):
        rules.read_relations("occupationSkillRelations_da.csv", content)


def test_the_sample_is_whole() -> None:
    concepts, relations = defaults.read_sample()
    uris = [concept.uri for concept in concepts]
    assert len(uris) == len(set(uris))
    assert sum(one.scheme == "occupation" for one in concepts) == 60
    assert sum(one.scheme == "skill" for one in concepts) >= 120
    assert all(one.source == "sample" and one.label_da and one.label_en for one in concepts)
    assert {r.skill_uri for r in relations} | {r.occupation_uri for r in relations} <= set(uris)
