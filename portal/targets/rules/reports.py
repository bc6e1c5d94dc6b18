"""A management report as one value. Page, PDF, spreadsheet and CSV are all made from it.

Numbers are rounded when the value is made, so every form shows the same ones.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

PLACES = ("cluster", "eastern_denmark", "whole_country")
DECIMALS = 1


@dataclass(frozen=True)
class Point:
    """A figure of a goal in one period, such as 2026-Q3 or 2014-06."""

    period: str
    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Line:
    """A goal in the report: its figure, its target, the verdict, and what it is compared with.

    Values are per cent where `unit` is 'pct' or 'change', whole where it is 'count'. `verdict`
    and its word are empty where there is nothing to judge.
    """

    key: str
    label: str
    text: str
    unit: str
    target: float | None
    target_words: str
    value: float | None
    period: str
    n: int | None
    low: float | None
    high: float | None
    verdict: str
    verdict_word: str
    cluster: float | None
    eastern_denmark: float | None
    whole_country: float | None
    source: str
    definition: str
    history: tuple[Point, ...] = ()

    @property
    def told(self) -> bool:
        """True when it stands in the tables: it has a figure, had one, or has a target to meet."""
        return self.value is not None or bool(self.history) or self.target is not None

    @property
    def compared(self) -> bool:
        """True when there is a figure of a comparable place beside ours."""
        return any(getattr(self, place) is not None for place in PLACES)


@dataclass(frozen=True)
class Area:
    """A focus area of the plan: its goals, and what staff say of them."""

    key: str
    name: str
    lines: tuple[Line, ...]
    comment: str = ""
    comment_by: str = ""

    @property
    def has_figures(self) -> bool:
        """True when any of its goals has a figure."""
        return any(line.value is not None for line in self.lines)


@dataclass(frozen=True)
class Figures:
    """What a draft holds: the areas with their figures, and how they are made."""

    municipality: str
    quarter: str
    quarter_label: str
    plan_year: int
    figures_at: str
    """The moment the figures are from, ISO 8601 in UTC; `figures_on` is its day in words."""
    figures_on: str
    areas: tuple[Area, ...]
    method: tuple[tuple[str, str], ...]
    """Headings and paragraphs of the page about method."""


@dataclass(frozen=True)
class Content:
    """An approved report: the figures, the comments in them, and who stands by it."""

    figures: Figures
    version: int
    reason: str
    drafted_by: str
    approved_by: str
    approved_at: str
    approved_on: str


def rounded(value: Any) -> float | None:
    """A number as reports show it, or None."""
    if value is None:
        return None
    number = round(float(value), DECIMALS)
    return number if number else 0.0  # never minus nothing


def percent(fraction: float | None) -> float | None:
    """A fraction as per cent, rounded."""
    return None if fraction is None else rounded(fraction * 100)


def canonical(value: Figures | Content) -> str:
    """The value as JSON that is the same text for the same value: sorted, without spaces."""
    return json.dumps(asdict(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_figures(text: str) -> Figures:
    """The figures that `canonical` wrote."""
    return _figures(json.loads(text))


def read_content(text: str) -> Content:
    """The report that `canonical` wrote."""
    found = json.loads(text)
    return Content(**found | {"figures": _figures(found["figures"])})


def _figures(found: dict[str, Any]) -> Figures:
    areas = tuple(
        Area(**area | {"lines": tuple(_line(line) for line in area["lines"])})
        for area in found["areas"]
    )
    method = tuple((heading, text) for heading, text in found["method"])
    return Figures(**found | {"areas": areas, "method": method})


def _line(found: dict[str, Any]) -> Line:
    return Line(**found | {"history": tuple(Point(**point) for point in found["history"])})


def with_comments(figures: Figures, comments: Mapping[str, tuple[str, str]]) -> Figures:
    """The figures with what was said of each area: (words, by whom) by the area's key."""
    return replace(
        figures,
        areas=tuple(
            replace(area, comment=said[0], comment_by=said[1])
            if (said := comments.get(area.key))
            else area
            for area in figures.areas
        ),
    )


def shown(value: float | None, unit: str) -> str:
    """A number as a Danish reader meets it: '71,4 %', '+2,0 %', '1.234', or a dash."""
    if value is None:
        return "–"
    text = f"{value:,.0f}" if unit == "count" else f"{value:,.{DECIMALS}f}"
    danish = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    sign = "+" if unit == "change" and value > 0 else ""
    return f"{sign}{danish}\N{NO-BREAK SPACE}%" if unit in ("pct", "change") else danish


def rows(figures: Figures) -> list[tuple[Area, Line]]:
    """Every line with its area, in the report's order."""
    return [(area, line) for area in figures.areas for line in area.lines]


def tally(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines have each verdict; those without any count under the empty word."""
    counted: dict[str, int] = {}
    for line in lines:
        counted[line.verdict] = counted.get(line.verdict, 0) + 1
    return counted
