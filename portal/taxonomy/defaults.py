"""The sample a portal starts with, so that typing finds something before ESCO is imported."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.taxonomy import rules, service
from portal.taxonomy.models import Concept
from portal.taxonomy.rules import Relation
from portal.taxonomy.service import Given

SAMPLE = Path(__file__).with_name("sample.txt")
# Not addresses on the web: nobody shall take them for official ones.
PREFIX = "urn:jobcentre-portal:sample"


def load_defaults(session: Session) -> None:
    """Write the sample into an empty taxonomy. Where there is anything, nothing changes."""
    if session.scalar(sa.select(sa.exists().select_from(Concept))):
        return
    concepts, relations = read_sample()
    service.store(session, concepts)
    service.store_relations(session, relations)


def read_sample() -> tuple[list[Given], list[Relation]]:
    """The sample's concepts, and what its occupations ask for."""
    concepts, relations = [], []
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        scheme, area, danish, english, *asked = line.split("|")
        label_da, *aliases_da = _listed(danish)
        label_en, *aliases_en = _listed(english)
        uri = _uri(scheme, label_en)
        concepts.append(
            Given(
                uri,
                scheme,
                label_da,
                label_en,
                aliases_da,
                aliases_en,
                "sample",
                area or None,
                code=asked[1] if len(asked) > 1 else "",
            )
        )
        for skill in _listed(asked[0]) if asked else ():
            relations.append(Relation(uri, _uri("skill", skill), True))
    return concepts, relations


def _listed(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";")]


def _uri(scheme: str, english: str) -> str:
    slug = rules.fold(english).replace(" ", "-").replace("#", "-sharp").replace("+", "-plus")
    return f"{PREFIX}:{scheme}:{slug}"
