"""Finding concepts: as somebody types, by an exact name, by URI."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from portal.taxonomy import rules
from portal.taxonomy.models import Concept, ConceptName, ConceptRelation, ConceptWord

MOST = 50
# So many names are looked at when very many fit; all that fit exactly are among them.
CANDIDATES = 400
# Below this share of common letter triples a word is no misspelling but another word.
LIKE_ENOUGH = 0.3


@dataclass(frozen=True)
class Hit:
    """A concept that was found, and the name it was found by."""

    uri: str
    scheme: str
    label: str
    name: str
    """The same as the label, or another name of the concept that fits what was typed."""
    area: str | None
    sample: bool


def search(
    session: Session,
    query: str,
    *,
    language: str,
    scheme: str | None = None,
    most: int = 10,
) -> list[Hit]:
    """The concepts whose names have words beginning with every word of `query`, best first.

    Exact names come first, then names that begin so, then those in `language`, then short ones.
    When there are none, words nobody uses are taken for misspellings of words that are.
    """
    words = rules.words_of(query)
    if not words:
        return []
    most = max(1, min(most, MOST))
    best = _best(session, words, language, scheme, most)
    if not best:
        corrected = _corrected(session, words)
        best = _best(session, corrected, language, scheme, most) if corrected != words else []
    return _hits(session, best, language)


def _best(
    session: Session, words: tuple[str, ...], language: str, scheme: str | None, most: int
) -> list[tuple[int, str]]:
    """Names that begin with the words, then as far as needed those that have them anywhere."""
    ranked = partial(_ranked, session, words, language, scheme, most)
    begins = rules.span(f" {' '.join(words)}")
    found = ranked([ConceptName.words >= begins[0], ConceptName.words < begins[1]])
    if len(found) < most:
        known = {concept_id for concept_id, _name in found}
        within = [ConceptName.words.contains(f" {word}", autoescape=True) for word in words]
        found += [row for row in ranked(within) if row[0] not in known]
    return found[:most]


def _ranked(
    session: Session,
    words: tuple[str, ...],
    language: str,
    scheme: str | None,
    most: int,
    wanted: list[sa.ColumnElement[bool]],
) -> list[tuple[int, str]]:
    """Of each concept its best name, of those the best; of very many the first few hundred."""
    if scheme:
        wanted = [*wanted, ConceptName.scheme == scheme]
    few = sa.select(ConceptName).where(*wanted).limit(CANDIDATES).subquery()
    name = aliased(ConceptName, few)
    rank = _rank(name, " ".join(words), language)
    order = (rank, sa.func.length(name.words), name.name)
    chosen = (
        sa.select(name.concept_id, name.name, rank.label("rank"))
        .ext(distinct_on(name.concept_id))
        .order_by(name.concept_id, *order)
        .subquery()
    )
    rows = session.execute(
        sa.select(chosen.c.concept_id, chosen.c.name)
        .order_by(chosen.c.rank, sa.func.length(chosen.c.name), chosen.c.name, chosen.c.concept_id)
        .limit(most)
    )
    return [(row.concept_id, row.name) for row in rows]


def _rank(name: Any, whole: str, language: str) -> Any:
    return (
        sa.case(
            (name.words == f" {whole} ", 0),
            (name.words.startswith(f" {whole} ", autoescape=True), 1),
            (name.words.startswith(f" {whole}", autoescape=True), 2),
            else_=4,
        )
        + sa.case((name.language == language, 0), else_=1)
        + sa.case((name.preferred, 0), else_=1)
    )


def _corrected(session: Session, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, those that no name has replaced by the most alike that some name has."""
    session.execute(
        sa.text("SELECT set_config('pg_trgm.similarity_threshold', :least, true)"),
        {"least": str(LIKE_ENOUGH)},
    )
    return tuple(_known(session, word) or word for word in words)


def _known(session: Session, word: str) -> str | None:
    first, after = rules.span(word)
    known = sa.select(ConceptWord.word)
    if session.scalar(known.where(ConceptWord.word >= first, ConceptWord.word < after).limit(1)):
        return word
    likeness = sa.func.similarity(ConceptWord.word, word)
    return session.scalar(
        known.where(ConceptWord.word.op("%")(word))
        .order_by(likeness.desc(), ConceptWord.word)
        .limit(1)
    )


def _hits(session: Session, best: list[tuple[int, str]], language: str) -> list[Hit]:
    ids = [concept_id for concept_id, _name in best]
    concepts = {
        concept.id: concept
        for concept in session.scalars(sa.select(Concept).where(Concept.id.in_(ids)))
    }
    return [_hit(concepts[concept_id], name, language) for concept_id, name in best]


def _hit(concept: Concept, name: str, language: str) -> Hit:
    return Hit(
        concept.uri,
        concept.scheme,
        label(concept, language),
        name,
        concept.area,
        concept.source == "sample",
    )


def label(concept: Concept, language: str) -> str:
    """What the concept is called in `language`, or in the other when it has no name there."""
    danish, english = concept.label_da, concept.label_en
    return (english or danish) if language == "en" else (danish or english)


def by_uri(session: Session, uris: Iterable[str]) -> dict[str, Concept]:
    """The concepts with these addresses, retired ones too; unknown ones are left out."""
    wanted = {uri for uri in uris if uri}
    if not wanted:
        return {}
    found = session.scalars(sa.select(Concept).where(Concept.uri.in_(wanted)))
    return {concept.uri: concept for concept in found}


def by_name(session: Session, names: Iterable[str], scheme: str) -> dict[str, str]:
    """The URI of the concept each name is a name of, as far as there is exactly one best.

    A preferred name counts before an alias; Danish before English.
    """
    wanted = {rules.searchable(name): name for name in names}
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(ConceptName.words, Concept.uri)
        .join(Concept, Concept.id == ConceptName.concept_id)
        .where(ConceptName.words.in_(list(wanted)), ConceptName.scheme == scheme)
        .order_by(
            ConceptName.preferred.desc(), ConceptName.language, Concept.source, ConceptName.id
        )
    )
    found: dict[str, str] = {}
    for words, uri in rows:
        found.setdefault(wanted[words], uri)
    return found


def skills_of(session: Session, occupation_uris: Iterable[str], most: int) -> list[Concept]:
    """Competences these occupations ask for, the essential and the most shared ones first."""
    wanted = list(occupation_uris)
    if not wanted:
        return []
    occupation = aliased(Concept)
    asked = (
        sa.select(ConceptRelation.skill_id, sa.func.count().label("times"))
        .join(occupation, occupation.id == ConceptRelation.occupation_id)
        .where(occupation.uri.in_(wanted))
        .group_by(ConceptRelation.skill_id)
        .order_by(
            sa.func.bool_or(ConceptRelation.essential).desc(),
            sa.func.count().desc(),
            ConceptRelation.skill_id,
        )
        .limit(most)
        .subquery()
    )
    return list(
        session.scalars(
            sa.select(Concept)
            .join(asked, asked.c.skill_id == Concept.id)
            .where(~Concept.retired)
            .order_by(asked.c.times.desc(), Concept.id)
        )
    )


def amounts(session: Session) -> dict[tuple[str, str], int]:
    """How many concepts in use there are, by source and scheme."""
    rows = session.execute(
        sa.select(Concept.source, Concept.scheme, sa.func.count())
        .where(~Concept.retired)
        .group_by(Concept.source, Concept.scheme)
    )
    return {(source, scheme): number for source, scheme, number in rows}
