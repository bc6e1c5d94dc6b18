"""The verdicts of the quarterly report, and the goals as published."""

from decimal import Decimal

import pytest

from portal.targets import defaults
from portal.targets.models import GOAL_KINDS
from portal.targets.rules import goals
from portal.targets.rules.shares import Verdict

WORDS = {"opfyldt": Verdict.MET, "på rette vej": Verdict.ON_THE_RIGHT_WAY, "": None}
PUBLISHED = {str(row["key"]): row for row in defaults.goals() if row["plan_year"] == 2014}
FIGURES = {str(row["goal_key"]): row for row in defaults.figures()}


@pytest.mark.parametrize("key", FIGURES)
def test_the_rule_gives_the_municipalitys_own_verdicts_of_2014(key: str) -> None:
    goal, figure = PUBLISHED[key], FIGURES[key]
    given = goals.verdict(goal["kind"], goal["target_value"], figure["municipality"])  # type: ignore[arg-type]
    assert given is WORDS[str(figure["reported_status"])]


def test_seven_of_the_eight_goals_of_2014_have_a_verdict() -> None:
    assert len(PUBLISHED) == len(FIGURES) == 8
    assert sum(row["reported_status"] != "" for row in FIGURES.values()) == 7


@pytest.mark.parametrize(
    ("kind", "target", "value", "expected"),
    [
        ("change_max", "-12", "-12", Verdict.MET),
        ("change_max", "-12", "-9", Verdict.ON_THE_RIGHT_WAY),  # three quarters of the way
        ("change_max", "-12", "-8.9", Verdict.NOT_MET),
        ("change_max", "-12", "5", Verdict.NOT_MET),
        ("change_max", "21", "26.25", Verdict.ON_THE_RIGHT_WAY),
        ("change_max", "21", "26.3", Verdict.NOT_MET),
        ("share_min", "60", "60", Verdict.MET),
        ("share_min", "60", "45", Verdict.ON_THE_RIGHT_WAY),
        ("share_min", "60", "44.9", Verdict.NOT_MET),
        ("share_min", "60", None, None),
        ("follow", None, "12", None),
        ("text", None, None, None),
    ],
)
def test_the_rule_at_its_edges(
    kind: str, target: str | None, value: str | None, expected: Verdict | None
) -> None:
    numbers = [None if text is None else Decimal(text) for text in (target, value)]
    assert goals.verdict(kind, *numbers) is expected


def test_the_goals_are_those_of_the_three_plans() -> None:
    rows = list(defaults.goals())
    assert {row["plan_year"] for row in rows} == {2014, 2019, 2022}
    assert {row["kind"] for row in rows} <= set(GOAL_KINDS)
    targets = {r["key"]: r["target_value"] for r in rows if r["kind"] == "share_min"}
    survey = ("guidance", "purpose", "plan_use", "resources", "cooperation")
    assert [targets[key] for key in survey] == [60, 80, 70, 80, 75]
