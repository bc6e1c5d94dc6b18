"""The copy a person gets: as JSON for machines, and as a PDF to read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import Range

from portal.core import i18n, pdf
from portal.core.formatting import long_date, long_moment
from portal.privacy import words
from portal.privacy.gathering import Gathered, Names, named_by, plain
from portal.privacy.queries.rows import table_of
from portal.privacy.rules import Period
from portal.privacy.words_codes import spoken
from portal.privacy.words_columns import label

LAYOUT = Path(__file__).with_name("copy.css")


@dataclass(frozen=True)
class About:
    """Whose copy it is, who is responsible, and when it was made."""

    name: str
    municipality: str
    contact: str
    made_at: datetime


@dataclass(frozen=True)
class Line:
    """One row in words: what each thing is called, and what it is."""

    pairs: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """A part of the copy to read."""

    part: words.Part
    kept: list[str]
    sections: list[tuple[str, list[Line]]]


def as_json(gathered: list[Gathered], about: About, names: Names) -> bytes:
    """Every row with every column but those that open doors, and names beside ids."""
    made = {
        "about": about.name,
        "responsible": about.municipality,
        "contact": about.contact,
        "made_at": about.made_at.isoformat(),
        "parts": [
            {
                "part": part.key,
                "title": str(words.PARTS[part.key].title),
                "why": str(words.PARTS[part.key].why),
                "ground": " ".join(str(one) for one in words.PARTS[part.key].ground),
                "tables": [
                    {
                        "table": found.held.table,
                        "what": str(found.held.what),
                        "rows": [_json_row(found.held.table, row, names) for row in found.rows],
                    }
                    for found in part.tables
                ],
            }
            for part in gathered
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _json_row(table: str, row: dict[str, Any], names: Names) -> dict[str, Any]:
    made = {column: plain(value) for column, value in row.items()}
    for column, value in row.items():
        name = _name(table, row, column, value, names)
        if name:
            made[f"{column}_name"] = name
    return made


def _name(table: str, row: dict[str, Any], column: str, value: Any, names: Names) -> str | None:
    who = named_by(table_of(table), column)
    if who is None or (table == "audit_event" and row.get("audience") != "staff"):
        return None
    return names.get(who, {}).get(value)


def as_pdf(
    gathered: list[Gathered], about: About, names: Names, periods: Mapping[str, Period]
) -> bytes:
    """The same to read, in the language of the page; files are in the JSON alone.

    Raises:
        PdfUnavailable: when this machine can't make one.
    """
    html = render_template(
        "privacy/copy.html",
        about=about,
        chapters=[_chapter(part, names, periods) for part in gathered],
        lang=i18n.current(),
    )
    return pdf.render(html, LAYOUT.read_text(encoding="utf-8"))


def _chapter(part: Gathered, names: Names, periods: Mapping[str, Period]) -> Chapter:
    sections = [
        (str(found.held.what), [_line(found.held.table, found.held.hidden, row, names)
                                for row in found.rows])
        for found in part.tables
        if found.rows
    ]  # fmt: skip
    kept = dict.fromkeys(words.kept(one.held.kept, periods) for one in part.tables)
    return Chapter(words.PARTS[part.key], list(kept), sections)


def _line(table: str, hidden: frozenset[str], row: dict[str, Any], names: Names) -> Line:
    pairs = []
    for column, value in row.items():
        if column in hidden or value is None or value in ("", [], {}):
            continue
        shown = _shown(table, row, column, value, names)
        if shown:
            pairs.append((str(label(table, column)), shown))
    return Line(pairs)


def _shown(table: str, row: dict[str, Any], column: str, value: Any, names: Names) -> str | None:
    known = table_of(table).c[column]
    if known.primary_key and column == "id":
        return None
    if named_by(table_of(table), column):
        return _name(table, row, column, value, names)
    if known.foreign_keys:
        return None
    return _said(spoken(table, column, value))


def _said(value: Any) -> str:
    language = i18n.current()
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return long_moment(value, language)
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, Range):
        return " – ".join(_said(end) for end in (value.lower, value.upper) if end is not None)
    if isinstance(value, bytes | memoryview):
        return str(_("in the JSON file"))
    if isinstance(value, dict):
        return ", ".join(_said(one) for one in value.values() if one not in (None, "", [], {}))
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return str(value)
