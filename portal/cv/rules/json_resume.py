"""JSON Resume 1.0.0 (https://jsonresume.org/schema), read and written.

What the format has no place for, the wishes for work, stands under `meta.jobcentre`.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from portal.cv.rules import Certificate, Education, Experience, Language
from portal.cv.rules.document import (
    LONGEST_CONSIDERATIONS,
    LONGEST_LINE,
    LONGEST_TEXT,
    Document,
    Person,
)
from portal.cv.rules.reading import (
    EARLIEST_YEAR,
    BadFile,
    LeftOut,
    Proposal,
    Reader,
    Unreadable,
    level_of,
    line_of,
    text_of,
)

DEEPEST = 12
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def read(content: str, today: date) -> Proposal:
    """What a JSON Resume proposes.

    Raises:
        Unreadable: when it is broken, nested too deep, or no JSON Resume.
    """
    raw = _parsed(content)
    reader = Reader(today)
    basics = _mapping(raw.get("basics"))
    wishes = _mapping(_mapping(raw.get("meta")).get("jobcentre"))
    document = Document(
        profile=text_of(basics.get("summary"))[:LONGEST_TEXT],
        experience=reader.few(_each(reader, raw, "work", _work)),
        education=reader.few(_each(reader, raw, "education", _education)),
        certificates=reader.few(_each(reader, raw, "certificates", _certificate)),
        languages=_languages(reader, raw),
        competences=reader.short([line_of(one.get("name")) for one in _listed(raw, "skills")]),
        occupations=reader.short([line_of(one) for one in _sequence(wishes.get("occupations"))]),
        hours_per_week=_whole(wishes.get("hoursPerWeek"), 1, 60),
        max_distance_km=_whole(wishes.get("maxDistanceKm"), 0, 500),
        earliest_start=_day(wishes.get("earliestStart")),
        considerations=text_of(wishes.get("considerations"))[:LONGEST_CONSIDERATIONS],
    )
    return Proposal(document, tuple(reader.left_out))


def _parsed(text: str) -> Mapping[str, Any]:
    if _depth(text) > DEEPEST:
        raise Unreadable(BadFile.TOO_DEEP)
    try:
        raw = json.loads(text)
    except ValueError:
        raise Unreadable(BadFile.BROKEN_JSON) from None
    if not isinstance(raw, Mapping) or not {"basics", "work", "education", "skills"} & set(raw):
        raise Unreadable(BadFile.NOT_A_CV)
    return raw


def _depth(text: str) -> int:
    """How deep brackets nest, those in strings counted too: more is never less dangerous."""
    depth = deepest = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _each(
    reader: Reader, raw: Mapping[str, Any], name: str, make: Callable[[Any], Any]
) -> list[Any]:
    found: list[Any] = []
    for one in _listed(raw, name):
        beginning, made, longest = make(one)
        found += reader.entry(beginning, made, longest)
    return found


def _work(raw: Mapping[str, Any]) -> tuple[str, Experience | None, int]:
    title, employer = line_of(raw.get("position")), line_of(raw.get("name") or raw.get("company"))
    told = [
        text_of(raw.get("summary")),
        *(text_of(one) for one in _sequence(raw.get("highlights"))),
    ]
    tasks = "\n".join(one for one in told if one)[:LONGEST_TEXT]
    started, ended = _day(raw.get("startDate")), _day(raw.get("endDate"))
    whole = title and employer and started
    made = Experience(title, employer, _first(started), _first(ended), tasks) if whole else None
    return title or employer, made, max(len(title), len(employer))


def _first(day: date | None) -> Any:
    return day.replace(day=1) if day else None


def _education(raw: Mapping[str, Any]) -> tuple[str, Education | None, int]:
    kind, area = line_of(raw.get("studyType")), line_of(raw.get("area"))
    title, school = ", ".join(one for one in (kind, area) if one), line_of(raw.get("institution"))
    ended = _day(raw.get("endDate"))
    made = Education(title, school, ended.year if ended else None) if title and school else None
    return title or school, made, max(len(title), len(school))


def _certificate(raw: Mapping[str, Any]) -> tuple[str, Certificate | None, int]:
    title, issuer = line_of(raw.get("name")), line_of(raw.get("issuer"))
    got, ends = _day(raw.get("date")), _day(raw.get("expires"))
    made = Certificate(title, issuer, got.year if got else None, ends) if title else None
    return title, made, max(len(title), len(issuer))


def _languages(reader: Reader, raw: Mapping[str, Any]) -> tuple[Language, ...]:
    found: dict[str, Language] = {}
    for one in _listed(raw, "languages"):
        name, level = line_of(one.get("language")), level_of(line_of(one.get("fluency")))
        if name and level and len(name) <= 60:
            found.setdefault(name.casefold(), Language(name, level))
        else:
            why = LeftOut.TOO_LONG if len(name) > 60 else LeftOut.INCOMPLETE
            reader.left_out.append((name[:LONGEST_LINE], why))
    return reader.few(list(found.values()))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _listed(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one for one in _sequence(raw.get(name)) if isinstance(one, Mapping)]


def _whole(value: Any, lowest: int, highest: int) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest
    return value if whole else None


DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?", re.ASCII)


def _day(value: Any) -> date | None:
    match = DAY.fullmatch(line_of(value))
    if match is None or not EARLIEST_YEAR <= int(match[1]) <= 2200:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


def write(document: Document, person: Person) -> str:
    """`document` as JSON Resume, valid against its schema; fields with nothing in them are left
    out."""
    wishes = {
        "occupations": list(document.occupations),
        "hoursPerWeek": document.hours_per_week,
        "maxDistanceKm": document.max_distance_km,
        "earliestStart": document.earliest_start.isoformat() if document.earliest_start else None,
        "considerations": document.considerations,
    }
    whole = {
        "$schema": SCHEMA,
        "basics": {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "summary": document.profile,
            "location": _said(
                {"postalCode": person.postcode, "city": person.city, "countryCode": "DK"}
            ),
        },
        "work": [_said(_work_out(one)) for one in document.experience],
        "education": [_said(_education_out(one)) for one in document.education],
        "certificates": [_said(_certificate_out(one)) for one in document.certificates],
        "languages": [
            {"language": one.language, "fluency": one.level} for one in document.languages
        ],
        "skills": [{"name": one} for one in document.competences],
        "meta": {"version": "v1.0.0", "jobcentre": _said(wishes)},
    }
    whole["basics"] = _said(whole["basics"])
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _said(values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _work_out(one: Experience) -> dict[str, Any]:
    return {
        "name": one.employer,
        "position": one.title,
        "startDate": f"{one.started_on:%Y-%m}",
        "endDate": f"{one.ended_on:%Y-%m}" if one.ended_on else None,
        "summary": one.tasks,
    }


def _education_out(one: Education) -> dict[str, Any]:
    ended = f"{one.ended_year:04}" if one.ended_year else None
    return {"institution": one.school, "area": one.title, "endDate": ended}


def _certificate_out(one: Certificate) -> dict[str, Any]:
    return {
        "name": one.title,
        "issuer": one.issuer,
        "date": f"{one.ended_year:04}" if one.ended_year else None,
        "expires": one.expires_on.isoformat() if one.expires_on else None,
    }
