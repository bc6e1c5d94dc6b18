"""The verdicts of the quarterly report, and the goals as published."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from portal.targets import defaults
from portal.targets.models import GOAL_KINDS
from portal.targets.rules import goals
from portal.targets.rules.shares import Verdict

WORDS = {"opfyldt": Verdict.MET, "på rette vej": Verdict.ON_THE_RIGHT_WAY, "": None}
GOALS_OF_2014 = {str(row["key"]): row for row in defaults.goals() if row["plan_year"] == 2014}
with (defaults.DATA / "plan_status_2014q2.csv").open(encoding="utf-8") as _file:
    PUBLISHED = {row["key"]: row for row in csv.DictReader(_file)}


@pytest.mark.parametrize("key", PUBLISHED)
def test_the_rule_gives_the_municipalitys_own_verdicts_of_2014(key: str) -> None:
    goal, row = GOALS_OF_2014[key], PUBLISHED[key]
    value = Decimal(row["municipality"]) if row["municipality"] else None
    final = bool(value) and goals.is_final(
        date.fromisoformat(f"{row['figures_from']}-01"), str(goal["deadline"])
    )
    given = goals.verdict(goal["kind"], goal["target_value"], value, final=final)  # type: ignore[arg-type]
    assert given is WORDS[row["reported_status"]]


def test_the_register_holds_the_seven_figures_that_were_published() -> None:
    assert len(PUBLISHED) == len(GOALS_OF_2014) == 8
    stored = {row["goal_key"]: row["municipality"] for row in defaults.figures()}
    given = {key: row["municipality"] for key, row in PUBLISHED.items() if row["municipality"]}
    assert {key: str(value) for key, value in stored.items()} == given
    assert len(stored) == 7


def test_what_was_published_leaves_the_leeway_open_upwards_only() -> None:
    missed = [
        abs(Decimal(row["municipality"]) - target) / abs(target)
        for key, row in PUBLISHED.items()
        if row["reported_status"] == "på rette vej"
        and isinstance(target := GOALS_OF_2014[key]["target_value"], Decimal)
    ]
    assert max(missed) == Decimal("0.225")
    assert max(missed) <= goals.LEEWAY
    assert "ikke opfyldt" not in {row["reported_status"] for row in PUBLISHED.values()}


@pytest.mark.parametrize(
    ("month", "deadline", "final"),
    [
        (date(2014, 11, 1), "2014-12", False),
        (date(2014, 12, 1), "2014-12", True),
        (date(2015, 1, 1), "2014-12", True),
        (date(2026, 1, 1), "", False),
    ],
)
def test_from_the_deadlines_month_on_a_figure_is_final(
    month: date, deadline: str, final: bool
) -> None:
    assert goals.is_final(month, deadline) is final


def test_in_the_end_a_goal_is_met_or_not() -> None:
    for value, expected in (("-12", Verdict.MET), ("-11.9", Verdict.NOT_MET)):
        given = goals.verdict("change_max", Decimal("-12"), Decimal(value), final=True)
        assert given is expected


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
