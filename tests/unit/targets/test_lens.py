"""What an address of a page of figures asks for."""

from datetime import UTC, date, datetime

import pytest

from portal.core.errors import NotFound
from portal.targets import lens
from portal.targets.rules.quarters import Quarter
from tests.conftest import NOW


def test_nothing_said_is_the_present() -> None:
    view = lens.read({}, NOW)
    assert (view.now, view.as_of, view.quarter, view.by) == (NOW, None, None, "maalgruppe")
    assert view.address == {}
    assert view.running == Quarter(2026, 4)
    assert view.quarters[0] == Quarter(2025, 1)
    assert view.quarters[-1] == Quarter(2026, 4)


def test_a_day_is_known_until_its_last_moment_in_denmark() -> None:
    view = lens.read({"pr": "2026-09-30"}, NOW)
    assert view.now == datetime(2026, 9, 30, 21, 59, 59, 999999, tzinfo=UTC)
    assert view.running == Quarter(2026, 3)
    assert view.address == {"pr": "2026-09-30"}


def test_today_is_the_present() -> None:
    view = lens.read({"pr": "2026-11-23"}, NOW)
    assert (view.now, view.as_of, view.bad_day) == (NOW, None, None)


def test_an_address_holds_what_it_shows() -> None:
    said = {"kvartal": "2026-Q2", "pr": "2026-08-01", "efter": "team"}
    view = lens.read(said, NOW)
    assert view.quarters[-1] == Quarter(2026, 2)
    assert view.division == "team"
    assert lens.read({**view.address, "efter": view.by}, NOW) == view


@pytest.mark.parametrize("day", ["2026-11-24", "2013-12-31", "9999-12-31", "i går", "2026-02-30"])
def test_a_day_that_is_none_is_told_back(day: str) -> None:
    view = lens.read({"pr": day}, NOW)
    assert (view.bad_day, view.as_of, view.now) == (day, None, NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"kvartal": "2027-Q1"},
        {"kvartal": "2013-Q4"},
        {"kvartal": "2026-Q5"},
        {"kvartal": "x" * 9000},
        {"kvartal": "2026-Q4", "pr": "2026-09-30"},
        {"efter": "køn"},
    ],
)
def test_what_does_not_exist_is_not_found(said: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        lens.read(said, NOW)


def test_every_day_since_the_first_plan_can_be_looked_back_to() -> None:
    assert lens.read({"pr": "2014-01-01"}, NOW).as_of == date(2014, 1, 1)
