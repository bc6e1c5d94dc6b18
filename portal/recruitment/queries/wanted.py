"""What a request asks of people: as staff have written it down, else as its own words say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.cv.rules import lines
from portal.recruitment.defaults import WEIGHTS as DEFAULTS
from portal.recruitment.models import WEIGHTS, MatchProfile, MatchWeight, RecruitmentRequest
from portal.recruitment.rules.matching import wanted_things
from portal.recruitment.rules.scoring import Thing, Wanted, Weights
from portal.taxonomy import queries as taxonomy
from portal.taxonomy import rules as names
from portal.taxonomy.models import Concept

MOST_THINGS = 12
LONGEST_PHRASE = 4
MOST_SUGGESTED = 8


@dataclass(frozen=True)
class Search:
    """What is looked for, as lines that can be changed, with the hours, the day and the place."""

    occupations: tuple[str, ...]
    other_occupations: tuple[str, ...]
    competences: tuple[str, ...]
    other_competences: tuple[str, ...]
    hours_per_week: int | None
    starts_on: date | None
    postcode: str
    danish: str | None


def search_of(session: Session, request: RecruitmentRequest) -> Search:
    """What is looked for: as staff left it, else the title, the requirements, and the job's terms.

    One statement.
    """
    kept = session.get(MatchProfile, request.id)
    if kept is None:
        things = wanted_things(request.title, request.requirements)
        title, rest = things[:1], things[1:]
        return Search(
            tuple(title), (), tuple(rest[:MOST_THINGS]), (),
            request.hours_per_week, request.starts_on, request.postcode, None,
        )  # fmt: skip
    return Search(
        lines(kept.occupations),
        lines(kept.other_occupations),
        lines(kept.competences),
        lines(kept.other_competences),
        kept.hours_per_week,
        kept.starts_on,
        kept.postcode,
        kept.danish,
    )


def wanted_of(session: Session, search: Search) -> Wanted:
    """The same with the concepts behind the words: three statements."""
    works = (*search.occupations, *search.other_occupations)
    skills = (*search.competences, *search.other_competences)
    uri_of = taxonomy.by_name(session, works, "occupation")
    codes = {uri: one.code for uri, one in taxonomy.by_uri(session, uri_of.values()).items()}
    skill_of = taxonomy.by_name(session, skills, "skill")

    def work(text: str) -> Thing:
        uri = uri_of.get(text, "")
        return Thing(text, uri, codes.get(uri, ""))

    return Wanted(
        occupations=tuple(work(one) for one in search.occupations),
        other_occupations=tuple(work(one) for one in search.other_occupations),
        required=tuple(Thing(one, skill_of.get(one, "")) for one in search.competences),
        wished=tuple(Thing(one, skill_of.get(one, "")) for one in search.other_competences),
        hours=search.hours_per_week,
        starts_on=search.starts_on,
        danish=search.danish,
        has_place=bool(search.postcode),
    )


@dataclass(frozen=True)
class Suggested:
    """Names of the taxonomy that the request does not ask for yet."""

    occupations: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()


def suggested(
    session: Session, request: RecruitmentRequest, search: Search, language: str
) -> Suggested:
    """Occupations and competences named in the request's text, and what the work usually asks for.

    A person takes them over or not. At most five statements.
    """
    text = "\n".join((request.title, request.tasks, request.requirements))
    phrases = phrases_of(text)
    works = taxonomy.by_name(session, phrases, "occupation")
    skills = taxonomy.by_name(session, phrases, "skill")
    mine = taxonomy.by_name(session, search.occupations, "occupation")
    usual = taxonomy.skills_of(session, mine.values(), MOST_SUGGESTED)
    found = taxonomy.by_uri(session, (*works.values(), *skills.values()))
    known = {
        names.fold(one)
        for one in (
            *search.occupations,
            *search.other_occupations,
            *search.competences,
            *search.other_competences,
        )
    }

    def new(concepts: Iterable[Concept], has: set[str]) -> tuple[str, ...]:
        labels = dict.fromkeys(taxonomy.label(one, language) for one in concepts)
        return tuple(one for one in labels if names.fold(one) not in has)[:MOST_SUGGESTED]

    of_text = [found[uri] for uri in works.values() if uri in found]
    asked = [found[uri] for uri in skills.values() if uri in found]
    not_mine = [one for one in of_text if one.uri not in mine.values()]
    return Suggested(new(not_mine, known), new([*asked, *usual], known))


def phrases_of(text: str) -> list[str]:
    """Up to four words in a row, and each word by itself: what a concept may be called."""
    found: dict[str, None] = {}
    for clause in text.replace(",", "\n").replace(".", "\n").replace(";", "\n").split("\n"):
        spoken = clause.split()[:60]
        for size in range(1, LONGEST_PHRASE + 1):
            for at in range(len(spoken) - size + 1):
                found[" ".join(spoken[at : at + size])] = None
    return list(found)[:2000]


def weights_on(session: Session, day: date) -> tuple[Weights, date]:
    """The weights in force on a day, and since when, else those a portal begins with.

    One statement.
    """
    row = session.scalar(
        sa.select(MatchWeight)
        .where(MatchWeight.valid_from <= day)
        .order_by(MatchWeight.valid_from.desc())
        .limit(1)
    )
    row = row or MatchWeight(**DEFAULTS)
    return Weights(**{name: getattr(row, name) for name in WEIGHTS}), row.valid_from
