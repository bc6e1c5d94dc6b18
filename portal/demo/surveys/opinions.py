"""What the demo's people think: the trend of each statement, and how groups differ in it."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from portal.surveys.models import STATEMENTS
from portal.surveys.rules import Background

Values = tuple[int | None, ...]


@dataclass(frozen=True)
class Opinion:
    """How a statement fares: the favourable share two years ago and now, and "not relevant"."""

    before: float
    now: float
    not_relevant: float


@dataclass(frozen=True)
class Answerer:
    """What an answer is counted by."""

    background: Background
    caseworker: str
    channel: str


# Against the targets of 60, 80, 70, 80 and 75 %: one met, two near, two not met.
OPINIONS = {
    "guidance": Opinion(0.57, 0.68, 0.03),
    "purpose": Opinion(0.72, 0.80, 0.02),
    "plan_use": Opinion(0.44, 0.58, 0.08),
    "resources": Opinion(0.66, 0.72, 0.09),
    "cooperation": Opinion(0.70, 0.75, 0.25),
}
# How much better or worse, on the scale of log odds. The longer a course, the less content.
LEANINGS = {
    "under_6m": 0.6,
    "6_12m": 0.1,
    "1_2y": -0.4,
    "over_2y": -0.8,
    "newcomers": 0.4,
    "young": 0.1,
    "long_term": -0.3,
    "own": 0.2,
    "other": -0.5,
    "in_person": 0.1,
    "phone": -0.3,
}
# How readily those asked answer, besides the average.
READINESS = {"young": 0.7, "newcomers": 0.65, "insured": 1.12, "cash_benefit": 0.9}


def leaning(one: Answerer) -> float:
    """How much likelier this person is to agree than the average."""
    known = (one.background.group_family, one.background.length_band, one.channel)
    own = LEANINGS[one.caseworker] if one.caseworker in ("own", "other") else 0.0
    return own + sum(LEANINGS.get(word, 0.0) for word in known if word != "other")


def answers(people: Sequence[Answerer], progress: float, rng: random.Random) -> list[Values]:
    """An answer for each, whose shares stand where `progress` (0 to 1) has brought them."""
    columns = [_values(OPINIONS[key], people, progress, rng) for key in STATEMENTS]
    return list(zip(*columns, strict=True))


def _values(
    opinion: Opinion, people: Sequence[Answerer], progress: float, rng: random.Random
) -> list[int | None]:
    number = len(people)
    # What people say wavers from quarter to quarter, least in the latest.
    wavering = rng.uniform(-0.03, 0.03) * (1 - progress)
    share = opinion.before + (opinion.now - opinion.before) * progress + wavering
    left_out = set(rng.sample(range(number), round(number * opinion.not_relevant)))
    relevant = [place for place in range(number) if place not in left_out]
    # The total is as wanted; who agrees is chance, weighted by how each leans.
    content = sorted(relevant, key=lambda i: -leaning(people[i]) - _logistic(rng))
    agree = set(content[: round(len(relevant) * share)])
    return [
        None
        if place in left_out
        else rng.choices((4, 5), (60, 40))[0]
        if place in agree
        else rng.choices((1, 2, 3), (15, 30, 55))[0]
        for place in range(number)
    ]


def _logistic(rng: random.Random) -> float:
    chance = rng.uniform(1e-9, 1 - 1e-9)
    return math.log(chance / (1 - chance))
