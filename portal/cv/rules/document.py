"""A whole CV as one value: what a version keeps, an export writes and an import proposes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

from portal.cv.rules import Certificate, Education, Experience, Language, lines

MOST_ENTRIES = 100
MOST_LINES = 30
LONGEST_LINE = 80
LONGEST_TITLE = 120
LONGEST_TEXT = 2000
LONGEST_CONSIDERATIONS = 500


@dataclass(frozen=True)
class Person:
    """Whose CV it is, as far as it is shown."""

    name: str
    email: str = ""
    phone: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True)
class Document:
    """Everything a citizen has written in the CV."""

    profile: str = ""
    experience: tuple[Experience, ...] = ()
    education: tuple[Education, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    languages: tuple[Language, ...] = ()
    competences: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    hours_per_week: int | None = None
    max_distance_km: int | None = None
    earliest_start: date | None = None
    considerations: str = ""


@dataclass(frozen=True)
class Choices:
    """What the citizen has decided about who sees what of the CV."""

    visible_to_staff: bool = True
    for_businesses: bool = True
    hide_employers: bool = False
    hide_contact: bool = False
    show_considerations: bool = False


def as_a_business_sees(
    document: Document, person: Person, choices: Choices
) -> tuple[Document, Person] | None:
    """The CV as a business may get it, or None when none may.

    Never an address. Without the citizen's choice for it, nothing of what a workplace must take
    into account. A hidden employer or contact is left out wherever it stands, in free text too.
    """
    if not (choices.visible_to_staff and choices.for_businesses):
        return None
    hidden: list[str] = []
    if choices.hide_employers:
        hidden += [one.employer for one in document.experience]
    if choices.hide_contact:
        hidden += [person.email, person.phone]
    shown = from_json(without(to_json(document), hidden))
    contact = ("", "") if choices.hide_contact else (person.email, person.phone)
    return (
        replace(shown, considerations=shown.considerations if choices.show_considerations else ""),
        Person(person.name, *contact),
    )


def without(value: Any, hidden: Iterable[str]) -> Any:
    """`value` with every hidden word taken out of its texts, whatever its letters or spaces."""
    words = sorted({word.strip() for word in hidden if word.strip()}, key=len, reverse=True)
    if not words:
        return value
    pattern = re.compile("|".join(map(_spelt_anyhow, words)), re.IGNORECASE)
    return _cleaned(value, pattern)


def _spelt_anyhow(word: str) -> str:
    """A telephone number by its digits, anything else by its letters; whole words only."""
    if re.fullmatch(r"\+?[\d ()-]{6,}", word):
        last = re.sub(r"\D", "", word)[-8:]
        return r"(?:\+45[ -]?)?(?<!\d)" + r"[ .-]?".join(last) + r"(?!\d)"
    return r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)"


def _cleaned(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        kept = pattern.sub("", value)
        return value if kept == value else TRAILING.sub("", re.sub(r"  +", " ", kept)).strip()
    if isinstance(value, dict):
        return {name: _cleaned(one, pattern) for name, one in value.items()}
    return [_cleaned(one, pattern) for one in value] if isinstance(value, list) else value


TRAILING = re.compile(r"[ ,]+(?=[.,;]|$)", re.M)


ENTRIES: dict[str, type[Any]] = {
    "experience": Experience,
    "education": Education,
    "certificates": Certificate,
    "languages": Language,
}
DATES = ("started_on", "ended_on", "expires_on", "earliest_start")


def to_json(document: Document) -> dict[str, Any]:
    """`document` as JSON has it: days as ISO 8601, nothing else changed."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return {name: plain(one) for name, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value

    made: dict[str, Any] = plain(asdict(document))
    return made


def from_json(kept: Mapping[str, Any]) -> Document:
    """What `to_json` wrote; sections that did not exist then are empty."""
    values: dict[str, Any] = {}
    for field in fields(Document):
        if field.name not in kept:
            continue
        value = kept[field.name]
        if field.name in ENTRIES:
            value = tuple(ENTRIES[field.name](**_with_dates(one)) for one in value)
        elif isinstance(value, list):
            value = tuple(value)
        values[field.name] = value
    return Document(**_with_dates(values))


def _with_dates(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in DATES and isinstance(value, str) else value
        for name, value in values.items()
    }


class Difference(NamedTuple):
    """What one section has lost and won from one version to another."""

    section: str
    gone: tuple[Any, ...]
    come: tuple[Any, ...]


def differences(before: Document, after: Document) -> list[Difference]:
    """The sections that differ, in the order of the CV. An entry that changed is gone and come."""
    found = []
    for field in fields(Document):
        old, new = _items(getattr(before, field.name)), _items(getattr(after, field.name))
        gone = tuple(one for one in old if one not in new)
        come = tuple(one for one in new if one not in old)
        if gone or come:
            found.append(Difference(field.name, gone, come))
    return found


def _items(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    return () if value in ("", None) else (value,)


def merged(mine: Document, theirs: Document) -> Document:
    """`mine` with what only `theirs` has; where both have said something, `mine` stays."""

    def both(name: str, same: Callable[[Any], Any] = lambda one: one) -> tuple[Any, ...]:
        known = {same(one) for one in getattr(mine, name)}
        return (
            *getattr(mine, name),
            *(one for one in getattr(theirs, name) if same(one) not in known),
        )

    def first(name: str) -> Any:
        own = getattr(mine, name)
        return getattr(theirs, name) if own in ("", None) else own

    return Document(
        profile=first("profile"),
        experience=both("experience"),
        education=both("education"),
        certificates=both("certificates"),
        languages=both("languages", lambda one: one.language.casefold()),
        competences=lines("\n".join([*mine.competences, *theirs.competences])),
        occupations=lines("\n".join([*mine.occupations, *theirs.occupations])),
        hours_per_week=first("hours_per_week"),
        max_distance_km=first("max_distance_km"),
        earliest_start=first("earliest_start"),
        considerations=first("considerations"),
    )


def is_too_large(document: Document) -> bool:
    """True when a section has more than there is room for."""
    listed = (document.experience, document.education, document.certificates, document.languages)
    words = (document.competences, document.occupations)
    return _longest(listed) > MOST_ENTRIES or _longest(words) > MOST_LINES


def _longest(listed: Iterable[tuple[Any, ...]]) -> int:
    return max(len(one) for one in listed)
