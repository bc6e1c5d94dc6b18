"""Why an opening may be one for a citizen: reasons to be said in words, and an order by them.

It compares what the citizen wrote as wishes and competences with the opening, nothing else about
the citizen. It orders and explains; it hides nothing and decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SHORTEST_STEM = 4
ENDINGS = ("erne", "ere", "ene", "er", "en", "et", "e", "r", "s")
CLOSE_HOURS = 4
MOST_COMPETENCES = 3


@dataclass(frozen=True)
class Wishes:
    """What a citizen wishes for, from the CV."""

    occupation_uris: frozenset[str] = frozenset()
    occupations: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    hours: int | None = None
    max_km: int | None = None


@dataclass(frozen=True)
class Job:
    """What of an opening is compared: what it is called, and all that is written, folded."""

    occupation_uris: frozenset[str]
    called: str
    searched: str
    hours: int
    km: float | None
    is_shortage: bool


@dataclass(frozen=True)
class Reason:
    """Why it fits, or what speaks against it: a code, and the word or number it is about."""

    code: str
    about: str = ""

    @property
    def is_against(self) -> bool:
        """True when it speaks against the job."""
        return self.code in AGAINST


@dataclass(frozen=True)
class Fit:
    """How well, as a number to sort by, and why."""

    score: int
    reasons: tuple[Reason, ...] = ()

    @property
    def says_distance(self) -> bool:
        """True when one of the reasons is how far away it is."""
        return any(reason.code in ("near", "too_far") for reason in self.reasons)

    @property
    def is_wished(self) -> bool:
        """True when it is work the citizen wishes for."""
        return any(reason.code == "wished" for reason in self.reasons)


AGAINST = frozenset({"too_far", "other_hours"})
SCORES = {
    "wished": 40,
    "can": 8,
    "near": 6,
    "hours": 4,
    "shortage": 2,
    "too_far": -12,
    "other_hours": -3,
}


def judge(wishes: Wishes, job: Job) -> Fit:
    """How an opening fits what the citizen wishes for, with the reasons."""
    found = [
        *_wished(wishes, job),
        *_can(wishes, job),
        *_far(wishes, job),
        *_hours(wishes, job),
    ]
    if job.is_shortage:
        found.append(Reason("shortage"))
    return Fit(sum(SCORES[reason.code] for reason in found), tuple(found))


def _wished(wishes: Wishes, job: Job) -> list[Reason]:
    wished = wishes.occupations
    named = next((line for line in wished if says(job.called, line, inside=True)), None)
    if named is None and not wishes.occupation_uris & job.occupation_uris:
        return []
    return [Reason("wished", named or "")]


def _can(wishes: Wishes, job: Job) -> list[Reason]:
    known = [line for line in wishes.competences if says(job.searched, line)]
    return [Reason("can", line) for line in known[:MOST_COMPETENCES]]


def _far(wishes: Wishes, job: Job) -> list[Reason]:
    if job.km is None or wishes.max_km is None:
        return []
    return [Reason("near" if job.km <= wishes.max_km else "too_far", str(round(job.km)))]


def _hours(wishes: Wishes, job: Job) -> list[Reason]:
    if wishes.hours is None:
        return []
    close = abs(job.hours - wishes.hours) <= CLOSE_HOURS
    return [Reason("hours" if close else "other_hours", str(job.hours))]


def says(searched: str, line: str, *, inside: bool = False) -> bool:
    """True when every word of `line` stands in the text, in some form or as a word's beginning.

    With `inside` also where it is another part of a longer word: right for what a job is called
    ("pædagogmedhjælper"), wrong for sentences, where "betjener" says nothing of a "tjener".
    """
    words = fold(line).split()
    return bool(words) and all(_has(searched, word, inside) for word in words)


def _has(searched: str, word: str, inside: bool) -> bool:
    stem = _stem(word)
    if len(stem) <= SHORTEST_STEM:
        return f" {word} " in searched
    return (stem if inside else f" {stem}") in searched


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def fold(text: str) -> str:
    """`text` in small letters without Danish ones or signs, as openings are searched."""
    lowered = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return " ".join("".join(c if c.isalnum() or c in "+#" else " " for c in lowered).split())


def by_fit(fits: Sequence[tuple[Fit, float | None, date | None, int]]) -> list[int]:
    """The order of openings: best fit first, then the nearest, the first to end, the newest."""
    far, late = float("inf"), date.max

    def key(place: int) -> tuple[int, float, date, int]:
        fit, km, until, number = fits[place]
        return -fit.score, km if km is not None else far, until or late, -number

    return sorted(range(len(fits)), key=key)
