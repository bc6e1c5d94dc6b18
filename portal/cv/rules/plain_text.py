"""A CV as plain text, read line by line below the headings people use, and written the same way."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portal.cv.rules import Certificate, Education, Experience, Language, parse_month
from portal.cv.rules.document import (
    LONGEST_CONSIDERATIONS,
    LONGEST_LINE,
    LONGEST_TEXT,
    Document,
    Person,
)
from portal.cv.rules.reading import EARLIEST_YEAR, LeftOut, Proposal, Reader, level_of, line_of

# Headings by which people divide a CV, in both languages.
HEADINGS = {
    "profile": ("profil", "om mig", "profile", "about me", "summary"),
    "experience": (
        "erfaring",
        "erhvervserfaring",
        "arbejdserfaring",
        "experience",
        "work experience",
    ),
    "education": ("uddannelse", "uddannelser", "education"),
    "certificates": (
        "kurser",
        "kurser og beviser",
        "beviser",
        "certifikater",
        "courses",
        "courses and certificates",
        "certificates",
    ),
    "languages": ("sprog", "languages"),
    "competences": ("kompetencer", "det er jeg god til", "competences", "skills"),
    "occupations": (
        "ønsker",
        "jobønsker",
        "jeg vil gerne arbejde som",
        "vil gerne arbejde som",
        "would like to work as",
        "wishes",
        "wished work",
    ),
    "considerations": ("hensyn", "skånehensyn", "to take into account", "considerations"),
}
SECTION_BY_HEADING = {name: section for section, names in HEADINGS.items() for name in names}
POINT = r"(?:\d{1,2}[/.-])?\d{4}"
PERIOD = re.compile(
    rf"({POINT})\s*(?:[-–—]\s*({POINT}|nu|now|present|i dag|today)?)?\s*[:,;]?\s+(.+)", re.I
)
YEAR = re.compile(r"(?:(\d{4})\s*[:,;]?\s+(.+))|(?:(.+?)[,;(]?\s*\(?(\d{4})\)?)")


def read(content: str, today: date) -> Proposal:
    """What lines below the usual headings propose; what stands above them is the profile."""
    reader, document, section = Reader(today), Document(), "profile"
    texts: dict[str, list[str]] = {"profile": [], "considerations": []}
    for raw_line in content.splitlines():
        line = line_of(raw_line).lstrip("-•*· ").strip()
        heading = SECTION_BY_HEADING.get(line.rstrip(":").casefold())
        if heading:
            section = heading
        elif section in texts:
            texts[section].append(line)
        elif line:
            document = _with_line(reader, document, section, line)
    words = _as_lines(reader, document)
    profile, considerations = ("\n".join(texts[name]).strip() for name in texts)
    whole = replace(
        words,
        profile=profile[:LONGEST_TEXT],
        considerations=considerations[:LONGEST_CONSIDERATIONS],
    )
    return Proposal(whole, tuple(reader.left_out))


def _as_lines(reader: Reader, document: Document) -> Document:
    return replace(
        document,
        experience=reader.few(list(document.experience)),
        education=reader.few(list(document.education)),
        certificates=reader.few(list(document.certificates)),
        languages=reader.few(list(document.languages)),
        competences=reader.short(list(document.competences)),
        occupations=reader.short(list(document.occupations)),
    )


def _with_line(reader: Reader, document: Document, section: str, line: str) -> Document:
    if section in ("competences", "occupations"):
        found: list[Any] = [one.strip() for one in re.split(r"[;,]", line) if one.strip()]
    else:
        made, longest = LINES[section](line)
        if made is None:
            if section == "experience" and document.experience:
                return _with_task(document, line)
            reader.left_out.append((line[:LONGEST_LINE], LeftOut.NOT_UNDERSTOOD))
            return document
        found = list(reader.entry(line, made, longest))
    changed: dict[str, Any] = {section: (*getattr(document, section), *found)}
    return replace(document, **changed)


def _with_task(document: Document, line: str) -> Document:
    """A line below a job says what was done there."""
    *others, last = document.experience
    tasks = f"{last.tasks}\n{line}".strip()[:LONGEST_TEXT]
    return replace(document, experience=(*others, replace(last, tasks=tasks)))


def _experience_line(line: str) -> tuple[Experience | None, int]:
    match = PERIOD.fullmatch(line)
    title, _comma, employer = match[3].partition(",") if match else ("", "", "")
    started = _point(match[1]) if match else None
    if match is None or started is None or not employer.strip():
        return None, 0
    title, employer = title.strip(), employer.strip()
    ended = _point(match[2]) if match[2] else None
    return Experience(title, employer, started, ended), max(len(title), len(employer))


def _point(text: str) -> date | None:
    whole = parse_month(text)
    if whole is None and re.fullmatch(r"\d{4}", text, re.ASCII):
        whole = date(int(text), 1, 1) if int(text) else None
    return whole if whole and whole.year >= EARLIEST_YEAR else None


def _dated(line: str) -> tuple[str, str, int | None]:
    match = YEAR.fullmatch(line)
    text, year = (match[2] or match[3], match[1] or match[4]) if match else (line, None)
    title, _comma, where = text.partition(",")
    return title.strip(), where.strip(), int(year) if year else None


def _education_line(line: str) -> tuple[Education | None, int]:
    title, school, year = _dated(line)
    made = Education(title, school, year) if title and school else None
    return made, max(len(title), len(school))


def _certificate_line(line: str) -> tuple[Certificate | None, int]:
    title, issuer, year = _dated(line)
    return (Certificate(title, issuer, year) if title else None), max(len(title), len(issuer))


def _language_line(line: str) -> tuple[Language | None, int]:
    name, how_well = _halves(line)
    level = level_of(how_well)
    return (Language(name, level) if name and level else None), len(name)


def _halves(line: str) -> tuple[str, str]:
    parts = re.split(r"\s*[:,(–]\s*", line, maxsplit=1)
    return parts[0].strip(), parts[1] if len(parts) > 1 else ""


LINES: dict[str, Callable[[str], tuple[Any, int]]] = {
    "experience": _experience_line,
    "education": _education_line,
    "certificates": _certificate_line,
    "languages": _language_line,
}


def write(document: Document, person: Person, headings: Mapping[str, str], now: str) -> str:
    """`document` as text that `read` understands: `headings` by section, `now` for what goes on."""
    contact = [person.email, person.phone, " ".join([person.postcode, person.city]).strip()]
    sections = {
        "experience": [line for one in document.experience for line in _job(one, now)],
        "education": [
            _dated_out(one.ended_year, one.title, one.school) for one in document.education
        ],
        "certificates": [
            _dated_out(one.ended_year, one.title, one.issuer) for one in document.certificates
        ],
        "languages": [f"{one.language}: {one.level}" for one in document.languages],
        "competences": list(document.competences),
        "occupations": list(document.occupations),
        "considerations": [document.considerations] if document.considerations else [],
    }
    blocks = ["\n".join(line for line in [person.name, *contact] if line), document.profile]
    blocks += ["\n".join([headings[name], *listed]) for name, listed in sections.items() if listed]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _job(one: Experience, now: str) -> list[str]:
    ended = f"{one.ended_on.month}/{one.ended_on.year}" if one.ended_on else now
    where = f", {one.employer}" if one.employer else ""
    head = f"{one.started_on.month}/{one.started_on.year} – {ended}: {one.title}{where}"
    return [head, *(f"  {line}" for line in one.tasks.splitlines() if line.strip())]


def _dated_out(year: int | None, title: str, where: str) -> str:
    return f"{f'{year} ' if year else ''}{title}{f', {where}' if where else ''}"
