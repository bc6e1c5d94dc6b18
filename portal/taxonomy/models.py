"""Concepts, the names they are found by, and which competences an occupation asks for."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

SCHEMES = ("occupation", "skill")
SOURCES = ("esco", "sample")
AREAS = ("care", "teaching", "green", "it")


class Concept(Base):
    """An occupation or a competence. A retired one is found no more, but stays for CVs."""

    __tablename__ = "taxonomy_concept"
    __table_args__ = (
        sa.CheckConstraint(one_of("scheme", SCHEMES), name="taxonomy_concept_scheme_known"),
        sa.CheckConstraint(one_of("source", SOURCES), name="taxonomy_concept_source_known"),
        sa.CheckConstraint(
            f"area IS NULL OR {one_of('area', AREAS)}", name="taxonomy_concept_area_known"
        ),
        sa.CheckConstraint("label_da <> '' OR label_en <> ''", name="taxonomy_concept_has_a_name"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    uri: Mapped[str] = mapped_column(unique=True)
    scheme: Mapped[str]
    label_da: Mapped[str] = mapped_column(server_default="")
    label_en: Mapped[str] = mapped_column(server_default="")
    aliases_da: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    aliases_en: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default=sa.text("'{}'"))
    source: Mapped[str]
    area: Mapped[str | None]
    """The area short of people that it belongs to, if any."""
    code: Mapped[str] = mapped_column(server_default="")
    """Of an occupation: its ISCO-08 group, with ESCO's own numbers behind it ("2512.4.1")."""
    retired: Mapped[bool] = mapped_column(server_default=sa.false())


class ConceptName(Base):
    """One name of a concept in use, folded for search. `words` begins and ends with a space."""

    __tablename__ = "taxonomy_name"
    __table_args__ = (
        sa.Index(
            "taxonomy_name_trigrams",
            "words",
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
        sa.Index("taxonomy_name_exact", "words", "scheme"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    concept_id: Mapped[int] = mapped_column(sa.ForeignKey("taxonomy_concept.id"), index=True)
    scheme: Mapped[str]
    language: Mapped[str]
    preferred: Mapped[bool]
    name: Mapped[str]
    words: Mapped[str] = mapped_column(sa.Text(collation="C"))


class ConceptWord(Base):
    """A word that stands in some name: what a misspelled one may have been meant to be."""

    __tablename__ = "taxonomy_word"
    __table_args__ = (
        sa.Index(
            "taxonomy_word_trigrams",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
    )

    word: Mapped[str] = mapped_column(sa.Text(collation="C"), primary_key=True)


class ConceptRelation(Base):
    """A competence that an occupation asks for."""

    __tablename__ = "taxonomy_relation"

    occupation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("taxonomy_concept.id"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(
        sa.ForeignKey("taxonomy_concept.id"), primary_key=True, index=True
    )
    essential: Mapped[bool]
