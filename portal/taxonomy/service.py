"""Use cases: take in the official files, or the sample that stands in for them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.taxonomy import rules
from portal.taxonomy.models import Concept, ConceptName, ConceptRelation, ConceptWord
from portal.taxonomy.rules import BadFile, Entry, Relation

BATCH = 1000
WRITE_NAMES = sa.text(
    "INSERT INTO taxonomy_name (concept_id, scheme, language, preferred, name, words)"
    " SELECT * FROM unnest(CAST(:concept_id AS bigint[]), CAST(:scheme AS text[]),"
    " CAST(:language AS text[]), CAST(:preferred AS boolean[]), CAST(:name AS text[]),"
    " CAST(:words AS text[]))"
)
NO_TIME_LIMIT = sa.text("SET LOCAL statement_timeout = 0")


@dataclass(frozen=True)
class Given:
    """A concept as a source gives it."""

    uri: str
    scheme: str
    label_da: str
    label_en: str
    aliases_da: list[str]
    aliases_en: list[str]
    source: str
    area: str | None = None
    retired: bool = False
    code: str = ""


@dataclass(frozen=True)
class Taken:
    """What an import has taken in."""

    occupations: int
    skills: int
    relations: int
    retired: int
    """Concepts that were in use and are no longer in the files."""


def import_directory(session: Session, folder: Path) -> Taken:
    """Take in the official ESCO files in `folder`; the same again changes nothing.

    Danish and English of each kind are read as far as they are there. What an earlier import
    had and these files lack is retired, and the sample of the same kind steps aside.

    Raises:
        BadFile: when there are none, or one is not what it must be. Nothing has changed.
    """
    given = {scheme: _read(folder, scheme) for scheme in rules.FILES}
    if not any(given.values()):
        names = ", ".join(f"{stem}_da.csv" for stem in rules.FILES.values())
        raise BadFile(f"There are no ESCO files in {folder}. It needs {names} (and _en.csv).")
    relations = _read_relations(folder)
    retired = 0
    for scheme, concepts in given.items():
        if concepts:
            retired += _retire_others(session, scheme, concepts)
            store(session, concepts)
    kept = store_relations(session, relations) if relations is not None else 0
    session.flush()
    session.execute(sa.select(sa.func.taxonomy_settle()))
    return Taken(len(given["occupation"]), len(given["skill"]), kept, retired)


def _read(folder: Path, scheme: str) -> list[Given]:
    read: dict[str, dict[str, Entry]] = {}
    for language in rules.LANGUAGES:
        file = folder / f"{rules.FILES[scheme]}_{language}.csv"
        read[language] = rules.read_concepts(file.name, file.read_bytes()) if file.exists() else {}
    danish, english = read["da"], read["en"]
    made = [
        _given(scheme, uri, danish.get(uri), english.get(uri))
        for uri in dict.fromkeys([*danish, *english])
    ]
    return [one for one in made if one.label_da or one.label_en]


def _given(scheme: str, uri: str, danish: Entry | None, english: Entry | None) -> Given:
    both = [entry for entry in (danish, english) if entry]
    return Given(
        uri=uri,
        scheme=scheme,
        label_da=danish.label if danish else "",
        label_en=english.label if english else "",
        aliases_da=list(danish.aliases) if danish else [],
        aliases_en=list(english.aliases) if english else [],
        source="esco",
        retired=any(entry.obsolete for entry in both),
        code=next((entry.code for entry in both if entry.code), ""),
    )


def _read_relations(folder: Path) -> list[Relation] | None:
    for language in rules.LANGUAGES:
        file = folder / f"{rules.RELATIONS}_{language}.csv"
        if file.exists():
            return rules.read_relations(file.name, file.read_bytes())
    return None


def _retire_others(session: Session, scheme: str, given: Iterable[Given]) -> int:
    """Retire what the official files don't have; returns how many of those were official."""
    kept = [one.uri for one in given]
    others = sa.and_(
        Concept.scheme == scheme,
        ~Concept.retired,
        Concept.uri != sa.func.all(sa.cast(kept, sa.ARRAY(sa.Text))),
    )
    gone = session.execute(
        sa.update(Concept).where(others).values(retired=True).returning(Concept.id, Concept.source)
    ).all()
    _forget_names(session, [row.id for row in gone])
    return sum(row.source == "esco" for row in gone)


def store(session: Session, given: Iterable[Given]) -> None:
    """Write concepts by their URI, and the names they are found by."""
    listed = list(given)
    for start in range(0, len(listed), BATCH):
        batch = listed[start : start + BATCH]
        ids = _write_concepts(session, batch)
        _forget_names(session, list(ids.values()))
        _write_names(session, [(ids[one.uri], one) for one in batch if not one.retired])
    _collect_words(session)
    # What was just written is searched from the first moment as fast as the rest.
    session.execute(sa.select(sa.func.taxonomy_settle()))


def _collect_words(session: Session) -> None:
    """Note every word of every name in use."""
    session.execute(sa.delete(ConceptWord))
    words = sa.func.unnest(sa.func.string_to_array(sa.func.btrim(ConceptName.words), " "))
    session.execute(
        sa.insert(ConceptWord).from_select(["word"], sa.select(words.label("word")).distinct())
    )


def _write_concepts(session: Session, batch: list[Given]) -> dict[str, int]:
    statement = insert(Concept).values([asdict(one) for one in batch])
    changed = {
        name: statement.excluded[name]
        for name in ("scheme", "source", "retired", "area", "code", *_names_of("label", "aliases"))
    }
    rows = session.execute(
        statement.on_conflict_do_update(index_elements=[Concept.uri], set_=changed).returning(
            Concept.uri, Concept.id
        )
    )
    return {uri: concept_id for uri, concept_id in rows}


def _names_of(*stems: str) -> list[str]:
    return [f"{stem}_{language}" for stem in stems for language in rules.LANGUAGES]


def _forget_names(session: Session, concept_ids: list[int]) -> None:
    session.execute(sa.delete(ConceptName).where(ConceptName.concept_id.in_(concept_ids)))


def _write_names(session: Session, concepts: list[tuple[int, Given]]) -> None:
    rows = [row for concept_id, one in concepts for row in _names(concept_id, one)]
    if not rows:
        return
    # One array a column: some hundred thousand names are written in seconds.
    session.execute(WRITE_NAMES, {name: [row[name] for row in rows] for name in rows[0]})


def _names(concept_id: int, one: Given) -> list[Mapping[str, object]]:
    """The rows by which a concept is found; a name with nothing to search for is left out."""
    made: dict[tuple[str, str], Mapping[str, object]] = {}
    for language in rules.LANGUAGES:
        first = getattr(one, f"label_{language}")
        for name in (first, *getattr(one, f"aliases_{language}")):
            words = rules.searchable(name)
            if words.strip():
                made.setdefault(
                    (language, words),
                    {
                        "concept_id": concept_id,
                        "scheme": one.scheme,
                        "language": language,
                        "preferred": name == first,
                        "name": name,
                        "words": words,
                    },
                )
    return list(made.values())


def store_relations(session: Session, relations: list[Relation]) -> int:
    """Replace the relations; those to concepts we don't have are left out."""
    uris = {one.occupation_uri for one in relations} | {one.skill_uri for one in relations}
    found = session.execute(
        sa.select(Concept.uri, Concept.id).where(
            Concept.uri == sa.func.any(sa.cast(list(uris), sa.ARRAY(sa.Text)))
        )
    )
    ids = {uri: concept_id for uri, concept_id in found}
    rows = {
        (ids[one.occupation_uri], ids[one.skill_uri]): one.essential
        for one in relations
        if one.occupation_uri in ids and one.skill_uri in ids
    }
    session.execute(sa.delete(ConceptRelation))
    made = [
        {"occupation_id": occupation, "skill_id": skill, "essential": essential}
        for (occupation, skill), essential in rows.items()
    ]
    if made:
        session.execute(sa.insert(ConceptRelation), made)
    return len(made)
