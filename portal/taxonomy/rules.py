"""Pure decisions about names: how a word is folded for search, and what an official file must be.

The official ESCO v1.2 files are CSV, one a language: `occupations_da.csv`, `skills_en.csv`, and
`occupationSkillRelations_da.csv`, whose rows are the same in every language.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LANGUAGES = ("da", "en")
FILES = {"occupation": "occupations", "skill": "skills"}
RELATIONS = "occupationSkillRelations"
CONCEPT_COLUMNS = ("conceptUri", "preferredLabel", "altLabels")
RELATION_COLUMNS = ("occupationUri", "relationType", "skillUri")
LONGEST_QUERY = 80
LONGEST_NAME = 300
CODE = re.compile(r"[0-9]{4}(?:\.[0-9]{1,3})*")

# As people write them where a keyboard has no Danish letters, and as neighbours write them.
LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ü": "u"})
KEPT = "+#"


def fold(text: str) -> str:
    """`text` in small letters without accents or signs, its words between single spaces.

    "C#" and "C++" stay what they are.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(LETTERS)
    bare = (c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() or c in KEPT else " " for c in bare).split())


def searchable(text: str) -> str:
    """A name as it is stored for search: folded, between spaces, so that words have edges."""
    return f" {fold(text)} "


def words_of(query: str) -> tuple[str, ...]:
    """The words a search looks for, each once."""
    return tuple(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))


def span(beginning: str) -> tuple[str, str]:
    """Every text that begins so lies from the first of these until before the second, bytewise."""
    return beginning, beginning[:-1] + chr(ord(beginning[-1]) + 1)


class BadFile(Exception):
    """A file is not what it must be; the text says which, where and how."""


@dataclass(frozen=True)
class Entry:
    """A row of a concept file: a concept's names in one language."""

    uri: str
    label: str
    aliases: tuple[str, ...]
    obsolete: bool
    code: str = ""


@dataclass(frozen=True)
class Relation:
    """A row of the relation file."""

    occupation_uri: str
    skill_uri: str
    essential: bool


def read_concepts(name: str, content: bytes) -> dict[str, Entry]:
    """The concepts of an official file by URI. An empty label is no name; rows without URI count
    as broken.

    Raises:
        BadFile: when it isn't UTF-8, lacks a column, has a row without URI or a URI twice.
    """
    found: dict[str, Entry] = {}
    for line, row in _rows(name, content, CONCEPT_COLUMNS):
        uri = row["conceptUri"].strip()
        if ":" not in uri or any(c.isspace() for c in uri):
            raise BadFile(f"{name}, row {line}: conceptUri is {uri[:80]!r}, which is no URI.")
        if uri in found:
            raise BadFile(f"{name}, row {line}: {uri} stands in the file twice.")
        found[uri] = Entry(
            uri,
            _tidy(row["preferredLabel"]),
            _aliases(row["altLabels"], row.get("hiddenLabels") or ""),
            (row.get("status") or "").strip().lower() == "obsolete",
            code_of(row.get("code") or "", row.get("iscoGroup") or ""),
        )
    return found


def code_of(code: str, group: str) -> str:
    """An occupation's place among occupations: ESCO's code, or the ISCO group alone; else empty."""
    wanted = (text.strip().removeprefix("C") for text in (code, group))
    return next((text for text in wanted if CODE.fullmatch(text)), "")


def kinship(one: str, other: str) -> float:
    """How close two occupations are by their codes: 1.0 the same, 0.9 one
    within the other, 0.8 siblings of one ISCO unit group, 0.5 of one minor group, else 0.
    """
    if not one or not other:
        return 0.0
    if one == other and "." in one:
        return 1.0
    if one.startswith(f"{other}.") or other.startswith(f"{one}."):
        return 0.9 if "." in one and "." in other else 0.8
    if one[:4] == other[:4]:
        return 0.8
    return 0.5 if one[:3] == other[:3] else 0.0


def read_relations(name: str, content: bytes) -> list[Relation]:
    """The relations of an official file.

    Raises:
        BadFile: when it isn't UTF-8 or lacks a column.
    """
    return [
        Relation(
            row["occupationUri"].strip(),
            row["skillUri"].strip(),
            row["relationType"].strip().lower() == "essential",
        )
        for _line, row in _rows(name, content, RELATION_COLUMNS)
    ]


def _rows(
    name: str, content: bytes, demanded: Iterable[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{name} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    try:
        header = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = header
        missing = [column for column in demanded if column not in header]
        if missing:
            raise BadFile(
                f"{name} has no column {', '.join(missing)}."
                f" Its first row is: {', '.join(header)[:200] or 'empty'}."
            )
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise BadFile(f"{name}, line {reader.line_num}: {error}.") from None


def _aliases(*cells: str) -> tuple[str, ...]:
    """The names in cells with one a line, each once."""
    tidied = (_tidy(line) for cell in cells for line in cell.splitlines())
    return tuple(dict.fromkeys(name for name in tidied if name))


def _tidy(name: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if c.isprintable() or c.isspace())
    return " ".join(kept.split())[:LONGEST_NAME]
