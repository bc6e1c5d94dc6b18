"""Importing the official files and finding concepts, by pages' fields and by commands."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.taxonomy import defaults, queries, service
from portal.taxonomy.models import Concept, ConceptName, ConceptRelation
from portal.taxonomy.rules import BadFile
from tests.factories import esco


@pytest.fixture
def sample(session: orm.Session) -> orm.Session:
    defaults.load_defaults(session)
    return session


def small(folder: Path) -> Path:
    """Three occupations and two skills, one of each only in one language."""
    occupations = [esco.occupation(1, "kok", "køkkenchef"), esco.occupation(2, "tømrer")]
    esco.write(folder, "occupations_da.csv", esco.OCCUPATION_COLUMNS, occupations)
    english = [esco.occupation(1, "cook", "chef"), esco.occupation(3, "<b>baker</b>")]
    esco.write(folder, "occupations_en.csv", esco.OCCUPATION_COLUMNS, english)
    esco.write(folder, "skills_da.csv", esco.SKILL_COLUMNS, [esco.skill(1, "lave mad")])
    esco.write(folder, "skills_en.csv", esco.SKILL_COLUMNS, [esco.skill(1, "cook food")])
    relations = [esco.relation(1, 1), esco.relation(1, 99), esco.relation(77, 1)]
    esco.write(folder, "occupationSkillRelations_da.csv", esco.RELATION_COLUMNS, relations)
    return folder


def contents(session: orm.Session) -> list[tuple[object, ...]]:
    names = sa.select(ConceptName.concept_id, ConceptName.language, ConceptName.name)
    concepts = sa.select(Concept.id, Concept.uri, Concept.label_da, Concept.retired)
    relations = sa.select(ConceptRelation.occupation_id, ConceptRelation.skill_id)
    return [
        tuple(row)
        for statement in (names, concepts, relations)
        for row in sorted(session.execute(statement))
    ]


def labels(session: orm.Session, query: str, language: str = "da", **options: object) -> list[str]:
    return [
        hit.label
        for hit in queries.search(session, query, language=language, **options)  # type: ignore[arg-type]
    ]


def test_the_official_files_are_taken_in_and_again_changes_nothing(
    sample: orm.Session, tmp_path: Path
) -> None:
    taken = service.import_directory(sample, small(tmp_path))
    assert (taken.occupations, taken.skills, taken.relations, taken.retired) == (3, 1, 1, 0)
    assert labels(sample, "kok", scheme="occupation") == ["kok"]
    assert labels(sample, "chef", "en") == ["cook"]  # "køkkenchef" has no word that begins so
    assert labels(sample, "baker") == ["<b>baker</b>"]
    assert labels(sample, "pædagog") == []  # the sample has stepped aside
    first = contents(sample)
    assert service.import_directory(sample, tmp_path) == taken
    sample.expire_all()
    assert contents(sample) == first
    defaults.load_defaults(sample)
    assert contents(sample) == first


def test_what_a_later_release_lacks_is_retired_not_removed(
    session: orm.Session, tmp_path: Path
) -> None:
    service.import_directory(session, small(tmp_path))
    later = [esco.occupation(1, "kok"), esco.occupation(3, "bager", status="obsolete")]
    esco.write(tmp_path, "occupations_da.csv", esco.OCCUPATION_COLUMNS, later)
    (tmp_path / "occupations_en.csv").unlink()
    assert service.import_directory(session, tmp_path).retired == 1
    assert labels(session, "tømrer") == []
    assert labels(session, "bager") == []
    carpenter = f"{esco.ESCO}/occupation/00002"
    assert queries.by_uri(session, [carpenter, "x"])[carpenter].label_da == "tømrer"


def test_a_wrong_file_changes_nothing(sample: orm.Session, tmp_path: Path) -> None:
    before = contents(sample)
    with pytest.raises(BadFile, match="no ESCO files"):
        service.import_directory(sample, tmp_path)
    small(tmp_path)
    (tmp_path / "skills_en.csv").write_text("a;b\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"skills_en\.csv has no column conceptUri"):
        service.import_directory(sample, tmp_path)
    assert contents(sample) == before


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("pæd", "da", "pædagog"),
        ("Paedagogm", "da", "pædagogmedhjælper"),
        ("medhjælper", "da", None),  # the word begins elsewhere: no hit, and no nonsense
        ("truck", "da", "truckkørsel"),
        ("c#", "en", "C#"),
        ("c++", "da", "C++"),
        ("sosu hj", "da", "social- og sundhedshjælper"),
        ("nurs", "en", "nurse"),
        ("nurse", "da", "sygeplejerske"),
        ("elektirker", "da", "elektriker"),
        ("sygeplejeske", "da", "sygeplejerske"),
        ("hygiejnebevis", "da", "fødevarehygiejne"),
        ("%%%", "da", None),
        ("x' OR 1=1 --", "da", None),
        ("", "da", None),
    ],
)
def test_what_is_typed_is_found(
    sample: orm.Session, typed: str, language: str, first: str | None
) -> None:
    found = labels(sample, typed, language)
    if first is None:
        assert "pædagog" not in found
    else:
        assert found[0] == first


def test_a_name_leads_to_its_concept_and_that_to_what_it_asks_for(sample: orm.Session) -> None:
    found = queries.by_name(sample, ["SOSU-hjælper", "Rumfarer"], "occupation")
    assert list(found) == ["SOSU-hjælper"]
    asked = queries.skills_of(sample, found.values(), 3)
    assert [queries.label(concept, "en") for concept in asked] == [
        "personal care",
        "moving and handling people",
        "care documentation",
    ]
    assert queries.skills_of(sample, [], 3) == []


def test_a_field_asks_for_suggestions(sample: orm.Session, client: FlaskClient) -> None:
    found = client.get("/begreber?q=tøm&scheme=occupation&lang=da").get_json()
    assert [hit["label"] for hit in found] == ["tømrer"]
    assert set(found[0]) == {"uri", "scheme", "label", "name"}
    for odd in ("", "?q=", "?q=a&most=x", "?q=a&most=-1", "?q=a&scheme=x"):
        assert client.get(f"/begreber{odd}").status_code == 200
    assert client.get("/begreber?q=%00").status_code == 400
    assert client.get("/begreber?q=" + "x " * 4000).status_code == 200
    assert len(client.get("/begreber?q=s&most=1000").get_json()) <= queries.MOST


def test_commands_import_and_search(app: Flask, session: orm.Session, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    done = run(args=["portal", "taxonomy", "import", str(small(tmp_path))])
    assert done.output == "3 occupations, 1 skills, 1 relations; 0 retired.\n", done.output
    done = run(args=["portal", "taxonomy", "search", "køkken", "--json"])
    [hit] = json.loads(done.output)
    assert (hit["label"], hit["name"], hit["sample"]) == ("kok", "køkkenchef", False)
    assert "kok (køkkenchef)" in run(args=["portal", "taxonomy", "search", "køkken"]).output
    assert "Nothing was found" in run(args=["portal", "taxonomy", "search", "qqqqqqqq"]).output
    (tmp_path / "skills_da.csv").write_bytes(b"\xff\xfe\x00")
    done = run(args=["portal", "taxonomy", "import", str(tmp_path)])
    assert done.exit_code == 1
    assert "skills_da.csv is not UTF-8" in done.output
