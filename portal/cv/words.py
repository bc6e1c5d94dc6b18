"""The CV's codes in words, for every page that shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.cv.rules import Part

SECTIONS: dict[str, Any] = {
    "erfaring": _l("Experience"),
    "uddannelse": _l("Education and courses"),
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
