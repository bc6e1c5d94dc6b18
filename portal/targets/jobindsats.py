"""Figures from jobindsats.dk, through version 2 of its API. Off without a key.

We ask as its user's guide shows: one GET for each table and area, with the latest months, the key
in the header Authorization. The answer is a list with one object: `Variables` name the columns by
their `Label`, `Data` holds the rows. Which table and column measures a goal is for the job centre
to say (`PORTAL_JOBINDSATS_MEASURES`).
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from portal.settings import Settings
from portal.targets.rules.measurements.table import PLACES, Table, table_of
from portal.targets.rules.measurements.values import month_of

LARGEST_ANSWER = 5_000_000
LARGEST_MONTHS = 120
SECONDS = 20.0
AREA, PERIOD = "Area", "Periode"


class Trouble(StrEnum):
    """Why a table could not be fetched. The value is said to the operator."""

    OFF = "There is no key: PORTAL_JOBINDSATS_TOKEN is not set."
    NO_MEASURES = "No file says which tables to ask for: PORTAL_JOBINDSATS_MEASURES is not set."
    BAD_MEASURES = "The file of measures can't be read."
    KEY_REFUSED = "jobindsats.dk does not accept the key."
    AWAY = "jobindsats.dk does not answer."
    TOO_LARGE = "The answer is larger than figures are."
    NOT_UNDERSTOOD = "The answer is not what the API's guide describes."
    NO_COLUMN = "The table has no column of that name."
    NOT_ONE = "Several rows answer for one month: narrow the measure with filters."


class Failed(Exception):
    """Something was not fetched: what, and about what."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble = trouble


@dataclass(frozen=True)
class Measure:
    """Which column of which table measures a goal, and the filters that narrow it to one row."""

    plan_year: int
    key: str
    table: str
    column: str
    filters: Mapping[str, str]

    @property
    def source(self) -> str:
        """What is shown beside its figures."""
        return f"jobindsats.dk, {self.table.upper()}"


def measures(settings: Settings) -> list[Measure]:
    """What the job centre wants fetched.

    The file has the columns plan_year, key, table, column and filters, separated by semicolons;
    filters are written like `_alder=Under 30 år&_kon=Køn i alt`.

    Raises:
        Failed: when there is no key or no such file.
    """
    if not settings.jobindsats_token.get_secret_value():
        raise Failed(Trouble.OFF)
    if settings.jobindsats_measures is None:
        raise Failed(Trouble.NO_MEASURES)
    try:
        return list(_measures(settings.jobindsats_measures))
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError) as error:
        raise Failed(Trouble.BAD_MEASURES, str(error)) from None


def _measures(path: Path) -> Iterator[Measure]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            pairs = [pair.partition("=") for pair in row["filters"].split("&") if pair]
            yield Measure(
                int(row["plan_year"]),
                row["key"].strip(),
                row["table"].strip().lower(),
                row["column"].strip(),
                {name: value for name, _is, value in pairs},
            )


def fetch(settings: Settings, measure: Measure, months: int) -> Table:
    """The measure's latest months in the four places, as a table to judge.

    Raises:
        Failed: by name, whatever the other side answers.
    """
    found: dict[str, dict[str, object]] = {}
    for place in PLACES:
        area = settings.jobindsats_areas.get(place)
        if not area:
            continue
        for period, value in _values(_ask(settings, measure, area, months), measure, area):
            if place in found.setdefault(period, {}):
                raise Failed(Trouble.NOT_ONE, f"{measure.table}, {area}, {period}")
            found[period][place] = value
    header = ("plan_year", "key", "figures_from", *PLACES)
    rows = [
        (measure.plan_year, measure.key, period, *(values.get(place, "") for place in PLACES))
        for period, values in sorted(found.items())
    ]
    if not rows:
        raise Failed(Trouble.NOT_UNDERSTOOD, f"{measure.table} has no months")
    return table_of([header, *rows])


def _ask(settings: Settings, measure: Measure, area: str, months: int) -> Any:
    address = f"{settings.jobindsats_url}/data/{quote(measure.table, safe='')}/json/"
    asked = {"period": f"l(m:{months})", "area": area, **measure.filters}
    try:
        with requests.get(
            address,
            params=asked,
            headers={"Authorization": settings.jobindsats_token.get_secret_value()},
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, OSError) as error:
        raise Failed(Trouble.AWAY, type(error).__name__) from None
    if status in (401, 403):
        raise Failed(Trouble.KEY_REFUSED)
    if status >= 500 or status == 429:
        raise Failed(Trouble.AWAY, str(status))
    if len(content) > LARGEST_ANSWER:
        raise Failed(Trouble.TOO_LARGE, measure.table)
    if status != 200:
        raise Failed(Trouble.NOT_UNDERSTOOD, f"{measure.table}: {status}")
    return _read(content, measure)


def _read(content: bytes, measure: Measure) -> Any:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Failed(Trouble.NOT_UNDERSTOOD, measure.table) from None
    # A key that is wrong or has run out is answered with 200 and one sentence about it.
    if isinstance(found, dict) and any("nøgle" in str(name).casefold() for name in found):
        raise Failed(Trouble.KEY_REFUSED)
    return found


def _values(found: Any, measure: Measure, area: str) -> Iterator[tuple[str, object]]:
    """(month, value) of each row about the area."""
    try:
        labels = [str(variable["Label"]) for variable in found[0]["Variables"]]
        rows: Sequence[Sequence[Any]] = found[0]["Data"]
        place, period = labels.index(AREA), labels.index(PERIOD)
    except (KeyError, IndexError, TypeError, ValueError):
        raise Failed(Trouble.NOT_UNDERSTOOD, measure.table) from None
    if measure.column not in labels:
        raise Failed(Trouble.NO_COLUMN, f"{measure.table}: {measure.column}")
    column = labels.index(measure.column)
    try:
        for row in rows:
            if row[place] == area and month_of(row[period]) is not None:
                yield str(row[period]), "" if row[column] is None else row[column]
    except (IndexError, TypeError):
        raise Failed(Trouble.NOT_UNDERSTOOD, measure.table) from None
