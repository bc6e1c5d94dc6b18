"""The CV's codes in words, for every page that shows them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import i18n
from portal.core.formatting import long_date, month_year
from portal.cv.rules import Certificate, Education, Experience, Language, Part
from portal.cv.rules.document import Document
from portal.cv.rules.next_entry import Kind, NextEntry
from portal.cv.rules.reading import BadFile, LeftOut

SECTIONS: dict[str, Any] = {
    "erfaring": _l("Experience"),
    "uddannelse": _l("Education"),
    "beviser": _l("Courses and certificates"),
    "sprog": _l("Languages"),
    "kompetencer": _l("What you are good at"),
    "oensker": _l("Wishes for work"),
    "profil": _l("About you"),
}
"""The sections by the last part of their address, in the order of the outline."""

SECTION_OF: dict[Part, str] = {
    Part.EXPERIENCE: "erfaring",
    Part.EDUCATION: "uddannelse",
    Part.LANGUAGES: "sprog",
    Part.COMPETENCES: "kompetencer",
    Part.OCCUPATIONS: "oensker",
    Part.AVAILABILITY: "oensker",
    Part.PROFILE: "profil",
}

LEVELS: dict[str, Any] = {
    "A1": _l("A1 – a few words and phrases"),
    "A2": _l("A2 – simple everyday talk"),
    "B1": _l("B1 – gets by at work and in everyday life"),
    "B2": _l("B2 – speaks and writes with ease"),
    "C1": _l("C1 – fluent, also in professional matters"),
    "C2": _l("C2 – masters the language"),
    "native": _l("Mother tongue"),
}

NEXT_STEP: dict[Part, Any] = {
    Part.EXPERIENCE: _l(
        "add a job you have had. Work placements and voluntary work count, also from abroad."
    ),
    Part.EDUCATION: _l("add an education or a course. School counts too."),
    Part.LANGUAGES: _l("add the languages you speak, your mother tongue first."),
    Part.COMPETENCES: _l("write at least three things you are good at."),
    Part.OCCUPATIONS: _l("write which kind of work you would like."),
    Part.AVAILABILITY: _l("say how many hours a week you would like, or when you can begin."),
    Part.PROFILE: _l("introduce yourself in two or three sentences."),
}
"""How the sentence "What helps most now: …" goes on."""

SEEN_BY: dict[str, Any] = {
    "businesses": _l("The job centre, and a business when I have said yes to its job"),
    "staff": _l("Only the job centre"),
    "nobody": _l("Only me"),
}
"""Who sees a CV, from most to fewest."""

DOCUMENT: dict[str, Any] = {
    "profile": _l("About you"),
    "experience": SECTIONS["erfaring"],
    "education": SECTIONS["uddannelse"],
    "certificates": SECTIONS["beviser"],
    "languages": SECTIONS["sprog"],
    "competences": _l("Competences"),
    "occupations": _l("Would like to work as"),
    "hours_per_week": _l("Hours a week"),
    "max_distance_km": _l("Distance to work in km"),
    "earliest_start": _l("Can begin"),
    "considerations": _l("To take into account"),
}
"""The parts of a whole CV, in the order of a document."""

MADE_BY: dict[str, Any] = {
    "change": _l("You changed it"),
    "import": _l("You brought it in from a file"),
    "restore": _l("You took an earlier version back"),
}

BAD_FILE: dict[BadFile, Any] = {
    BadFile.EMPTY: _l("There is nothing in it. Choose a file, or paste the text of your CV."),
    BadFile.TOO_LARGE: _l("The file is too large. It may be at most 500 kB."),
    BadFile.NOT_TEXT: _l(
        "We can't read this kind of file. Save your CV as plain text, or paste its text."
    ),
    BadFile.BROKEN_JSON: _l("The file is a broken JSON file. Export it again, or paste the text."),
    BadFile.TOO_DEEP: _l("The file is not a CV: it is nested too deep."),
    BadFile.NOT_A_CV: _l("We found nothing of a CV in it. Paste the text of your CV instead."),
}

LEFT_OUT: dict[LeftOut, Any] = {
    LeftOut.INCOMPLETE: _l("a title, a place or a start is missing"),
    LeftOut.IMPOSSIBLE_DATES: _l("the dates are impossible"),
    LeftOut.TOO_LONG: _l("it is too long"),
    LeftOut.TOO_MANY: _l("there is no room for more"),
    LeftOut.NOT_UNDERSTOOD: _l("we did not understand it"),
}
"""How the sentence "Left out: …, because …" goes on."""


def sections(document: Document) -> list[tuple[Any, tuple[str, ...]]]:
    """The parts of a whole CV that say something: their names, and what they say line by line."""
    found = []
    for name, title in DOCUMENT.items():
        value = getattr(document, name)
        items = value if isinstance(value, tuple) else () if value in ("", None) else (value,)
        if items:
            found.append((title, said(items)))
    return found


def said(items: Iterable[Any]) -> tuple[str, ...]:
    """Entries in words, a line each."""
    return tuple(_said(one) for one in items)


def _said(one: Any) -> str:
    match one:
        case Experience():
            language = i18n.current()
            ended = month_year(one.ended_on, language) if one.ended_on else _("now")
            place = f", {one.employer}" if one.employer else ""
            return f"{one.title}{place} ({month_year(one.started_on, language)} – {ended})"
        case Education():
            return f"{one.title}, {one.school} ({one.ended_year or _('not finished yet')})"
        case Certificate():
            return ", ".join(str(x) for x in (one.title, one.issuer, one.ended_year) if x)
        case Language():
            return f"{one.language}: {LEVELS[one.level]}"
        case date():
            return long_date(one, i18n.current())
    return str(one)


def said_of_next(found: NextEntry, language: str) -> tuple[str, str]:
    """How the sentence "What helps most now: …" goes on, and the section where it is done."""
    match found.kind:
        case Kind.PAPER:
            step = _(
                "add %(paper)s if you have it. The work you wish for asks for it.",
                paper=found.about,
            )
            return step, "beviser"
        case Kind.COMPETENCE:
            step = _(
                "add “%(skill)s” if you can do it. The work you wish for asks for it.",
                skill=found.about,
            )
            return step, "kompetencer"
        case Kind.TASKS:
            return _("write what you did as %(job)s.", job=found.about), "erfaring"
        case Kind.RUN_OUT:
            step = _("renew %(paper)s, which has run out, or take it out.", paper=found.about)
            return step, "beviser"
        case Kind.GAP:
            assert found.since is not None
            assert found.until is not None
            step = _(
                "say what you did from %(since)s to %(until)s. Work placements, voluntary work and"
                " caring for children count.",
                since=month_year(found.since, language),
                until=month_year(found.until, language),
            )
            return step, "erfaring"
    assert found.part is not None
    return str(NEXT_STEP[found.part]), SECTION_OF[found.part]
