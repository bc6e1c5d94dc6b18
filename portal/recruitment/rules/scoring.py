"""How well a CV fits a request, part by part, with the reasons in it.

Each part says has, near, lacks or unknown, and only ever moves a person up or down: nothing here
leaves anybody out. What a citizen is (age, sex, name, origin, benefit, course) is no input.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.recruitment.rules.matching import says, words

CLOSE_HOURS = 5
"""A wish so many hours away from the job's is still close."""
MONTHS_THAT_ARE_ENOUGH = 36
RECENT_YEARS, OLD_YEARS = 2, 8
DOES_AS_WELL = 0.8
"""Of what the job itself counts, for work that would do as well."""
UNKNOWN_TERMS = 0.5
"""What is not said about hours, start, distance and language counts half: it can be asked."""
WELL_FROM, PARTLY_FROM = 75, 45
"""From which score on a CV is said to fit well, and in part."""
LANGUAGE_ORDER = ("A1", "A2", "B1", "B2", "C1", "C2", "native")


class Level(StrEnum):
    """What a CV says about one thing."""

    HAS = "has"
    NEAR = "near"
    LACKS = "lacks"
    UNKNOWN = "unknown"


class Closeness(StrEnum):
    """How well a CV fits, for people, who are shown no number."""

    WELL = "well"
    PARTLY = "partly"
    LITTLE = "little"


@dataclass(frozen=True)
class Thing:
    """An occupation or competence: as it is written, and its concept where it is one."""

    text: str
    uri: str = ""
    code: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a request asks for. None and empty do not matter."""

    occupations: tuple[Thing, ...] = ()
    other_occupations: tuple[Thing, ...] = ()
    required: tuple[Thing, ...] = ()
    wished: tuple[Thing, ...] = ()
    hours: int | None = None
    starts_on: date | None = None
    danish: str | None = None
    has_place: bool = False


@dataclass(frozen=True)
class Job:
    """Work that was done."""

    title: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Seeker:
    """What a CV says, and how far away its owner lives: all that a score is made of."""

    occupations: tuple[Thing, ...] = ()
    """Wished for: the lines, and the concepts among them."""
    competences: tuple[str, ...] = ()
    competence_uris: frozenset[str] = frozenset()
    jobs: tuple[Job, ...] = ()
    hours: int | None = None
    earliest_start: date | None = None
    max_km: int | None = None
    km: float | None = None
    danish: str | None = None


@dataclass(frozen=True)
class Weights:
    """How much each part counts."""

    occupation: int
    required: int
    wished: int
    experience: int
    hours: int
    start: int
    distance: int
    language: int


@dataclass(frozen=True)
class Part:
    """What the CV says of one thing the request asks for."""

    key: str
    level: Level
    wanted: str
    found: str = ""
    """The citizen's own words, or a number or day; empty when nothing was found."""
    share: float = 0.0


@dataclass(frozen=True)
class Fit:
    """The parts, and what they come to: a number from 0 to 100 that only orders."""

    score: int
    parts: tuple[Part, ...]

    def _at(self, *levels: Level) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.level in levels)

    @property
    def closeness(self) -> Closeness:
        """The score in a word, so that the words never contradict the order."""
        if self.score >= WELL_FROM:
            return Closeness.WELL
        return Closeness.PARTLY if self.score >= PARTLY_FROM else Closeness.LITTLE

    @property
    def exact(self) -> tuple[Part, ...]:
        """What was found as it was asked for."""
        return self._at(Level.HAS)

    @property
    def near(self) -> tuple[Part, ...]:
        """What was found and is not quite what was asked for."""
        return self._at(Level.NEAR)

    @property
    def has(self) -> tuple[Part, ...]:
        """What was found, what is near it last."""
        return self.exact + self.near

    @property
    def lacks(self) -> tuple[Part, ...]:
        """What the CV says otherwise."""
        return self._at(Level.LACKS)

    @property
    def unknown(self) -> tuple[Part, ...]:
        """What the CV does not say."""
        return self._at(Level.UNKNOWN)


def judge(
    wanted: Wanted,
    seeker: Seeker,
    weights: Weights,
    today: date,
    kinship: Callable[[str, str], float],
) -> Fit:
    """What the CV has, lacks and does not say, and what it comes to by these weights.

    `kinship` says how close two occupations are by their codes, from 0 to 1.
    """
    parts = [
        *_occupation(wanted, seeker, kinship),
        *(_competence("required", thing, seeker) for thing in wanted.required),
        *(_competence("wished", thing, seeker) for thing in wanted.wished),
        *_experience(wanted, seeker, today),
        *_terms(wanted, seeker),
    ]
    return Fit(_score(parts, weights), tuple(parts))


def _score(parts: Iterable[Part], weights: Weights) -> int:
    shares: dict[str, list[float]] = {}
    for part in parts:
        shares.setdefault(part.key, []).append(part.share)
    possible: int = sum(getattr(weights, key) for key in shares)
    if not possible:
        return 0
    found = 0.0
    for key, all_ in shares.items():
        found += getattr(weights, key) * sum(all_) / len(all_)
    return int(100 * found / possible + 0.5)


def _occupation(wanted: Wanted, seeker: Seeker, kinship: Callable[[str, str], float]) -> list[Part]:
    """The best of what is wished for, against each occupation that is looked for."""
    looked_for = [(thing, 1.0) for thing in wanted.occupations]
    looked_for += [(thing, DOES_AS_WELL) for thing in wanted.other_occupations]
    if not looked_for:
        return []
    best = Part("occupation", Level.UNKNOWN, looked_for[0][0].text)
    for thing, worth in looked_for:
        for wish in seeker.occupations:
            close = worth * _closeness(thing, wish, kinship)
            if close > best.share:
                level = Level.HAS if close >= DOES_AS_WELL else Level.NEAR
                best = Part("occupation", level, thing.text, wish.text, close)
    return [best]


def _closeness(thing: Thing, wish: Thing, kinship: Callable[[str, str], float]) -> float:
    if (thing.uri and thing.uri == wish.uri) or (wish.text and _named(thing.text, wish.text)):
        return 1.0
    return min(kinship(thing.code, wish.code), 0.9) * 0.9


def _named(thing: str, line: str) -> bool:
    return any(says(line, word) for word in words(thing))


def _competence(key: str, thing: Thing, seeker: Seeker) -> Part:
    line = next((one for one in seeker.competences if _named(thing.text, one)), None)
    if line is None:
        wish = (one.text for one in seeker.occupations if one.text and _named(thing.text, one.text))
        line = next(wish, None)
    if line is None and thing.uri in seeker.competence_uris and thing.uri:
        line = thing.text
    if line is None:
        return Part(key, Level.UNKNOWN, thing.text)
    return Part(key, Level.HAS, thing.text, line, 1.0)


def _experience(wanted: Wanted, seeker: Seeker, today: date) -> list[Part]:
    """Work of that name: how long, and how long ago."""
    names = [thing.text for thing in (*wanted.occupations, *wanted.other_occupations)]
    if not names:
        return []
    if not seeker.jobs:
        return [Part("experience", Level.UNKNOWN, names[0])]
    alike = [job for job in seeker.jobs if any(_named(name, job.title) for name in names)]
    if not alike:
        return [Part("experience", Level.LACKS, names[0])]
    months = sum(_months(job, today) for job in alike)
    last = max(job.ended_on or today for job in alike)
    share = min(1.0, max(months, 1) / MONTHS_THAT_ARE_ENOUGH) * _recency(last, today)
    latest = max(alike, key=lambda job: job.ended_on or today)
    found = f"{latest.title}|{months}|{last.year if latest.ended_on else ''}"
    return [Part("experience", Level.HAS, names[0], found, share)]


def _months(job: Job, today: date) -> int:
    until = min(job.ended_on or today, today)
    return max(0, (until.year - job.started_on.year) * 12 + until.month - job.started_on.month)


def _recency(last: date, today: date) -> float:
    years = (today - last).days / 365.25
    if years <= RECENT_YEARS:
        return 1.0
    return max(0.3, 1 - 0.7 * (years - RECENT_YEARS) / (OLD_YEARS - RECENT_YEARS))


def _terms(wanted: Wanted, seeker: Seeker) -> list[Part]:
    """Hours, first day, way and language."""
    found = []
    if wanted.hours is not None:
        hours, own = wanted.hours, seeker.hours
        fits = None if own is None else abs(own - hours) <= CLOSE_HOURS
        found.append(_term("hours", str(hours), "" if own is None else str(own), fits))
    if wanted.starts_on is not None:
        day, own_day = wanted.starts_on, seeker.earliest_start
        fits = None if own_day is None else own_day <= day
        said = own_day.isoformat() if own_day else ""
        found.append(_term("start", day.isoformat(), said, fits))
    if wanted.has_place:
        far = "" if seeker.km is None else str(round(seeker.km))
        limit = seeker.max_km
        fits = None if seeker.km is None or limit is None else seeker.km <= limit
        found.append(_term("distance", "" if limit is None else str(limit), far, fits))
    if wanted.danish is not None:
        fits = None
        if seeker.danish in LANGUAGE_ORDER:
            order = LANGUAGE_ORDER.index
            fits = order(seeker.danish) >= order(wanted.danish)
        found.append(_term("language", wanted.danish, seeker.danish or "", fits))
    return found


def _term(key: str, wanted: str, found: str, fits: bool | None) -> Part:
    if fits is None:
        return Part(key, Level.UNKNOWN, wanted, found, UNKNOWN_TERMS)
    return Part(key, Level.HAS if fits else Level.LACKS, wanted, found, 1.0 if fits else 0.0)
