"""Where the bars and lines of measured figures lie. Pure geometry; the templates only draw it.

Figures may be negative: a fall of 22 per cent is −22. Coordinates are those of the SVG's viewBox.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.targets.rules.measurements.table import PLACES

Value = float | None

WIDTH = 640
NAME_WIDTH, VALUE_ROOM = 170, 80
ROW, BAR, TOP = 40, 26, 26
LEFT, RIGHT, PLOT_TOP, PLOT_BOTTOM = 60, 624, 20, 250
MOST_TICKS = 6
SHARE_WIDTH, SHARE_ROW = 560, 52


@dataclass(frozen=True)
class PlaceBar:
    """One place's bar from zero to its value. `width` None: there is no figure."""

    place: str
    value: Value
    y: float
    x: float
    width: Value
    label_x: float
    label_left: bool
    """The number stands left of its bar, because the bar points left."""


@dataclass(frozen=True)
class Comparison:
    """The places below one another, with a line at zero and one at the target."""

    bars: list[PlaceBar]
    zero_x: float
    target_x: Value
    height: float


@dataclass(frozen=True)
class ShareBar:
    """A goal's share as a bar of a hundred per cent, with its interval and its target."""

    label: str
    value: Value
    y: float
    width: Value
    low_x: Value
    high_x: Value
    target_x: Value


@dataclass(frozen=True)
class Shares:
    """Several goals' shares below one another, on one scale."""

    bars: list[ShareBar]
    ticks: list[tuple[int, float]]
    height: float


@dataclass(frozen=True)
class Line:
    """One place's values over time: a run is drawn through neighbouring points that have one."""

    place: str
    runs: list[str]
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Course:
    """Lines over periods, the oldest on the left. `ticks` and `periods` are (label, position)."""

    lines: list[Line]
    ticks: list[tuple[float, float]]
    periods: list[tuple[str, float]]
    target_y: Value


class Measured(Protocol):
    """A month's figures in the four places."""

    month: Any
    municipality: Any
    cluster: Any
    eastern_denmark: Any
    whole_country: Any


@dataclass(frozen=True)
class Drawn:
    """The two charts of a goal; without figures there is none."""

    comparison: Comparison | None
    course: Course | None


def drawn(months: Sequence[Measured], target: Value) -> Drawn:
    """The newest month beside comparable places, and all months; `months` has the latest first."""
    if not months:
        return Drawn(None, None)

    def values(place: str) -> list[Value]:
        found = [getattr(row, place) for row in reversed(months)]
        return [None if value is None else float(value) for value in found]

    lines = {place: values(place) for place in PLACES}
    return Drawn(
        comparison({place: line[-1] for place, line in lines.items()}, target),
        course([f"{row.month:%m.%y}" for row in reversed(months)], lines, target),
    )


def comparison(values: Mapping[str, Value], target: Value) -> Comparison:
    """The bars of the places in their order. The scale always holds zero and the target."""
    known = [v for v in (*values.values(), target, 0.0) if v is not None]
    low, high = min(known), max(known)
    # The numbers beside the bars need their room, on the left only when bars point there.
    left = NAME_WIDTH + (VALUE_ROOM if low < 0 else 0)
    right = WIDTH - (VALUE_ROOM if high > 0 else 10)
    span = (high - low) or 1.0

    def place(value: float) -> float:
        return round(left + (value - low) / span * (right - left), 1)

    bars = []
    for number, (name, value) in enumerate(values.items()):
        ends = sorted((place(0.0), place(value))) if value is not None else None
        negative = value is not None and value < 0
        edge = place(0.0) if ends is None else ends[0] if negative else ends[1]
        bars.append(
            PlaceBar(
                place=name,
                value=value,
                y=TOP + number * ROW + (ROW - BAR) / 2,
                x=ends[0] if ends else place(0.0),
                width=round(ends[1] - ends[0], 1) if ends else None,
                label_x=edge + (-6 if negative else 6),
                label_left=negative,
            )
        )
    return Comparison(
        bars,
        place(0.0),
        None if target is None else place(target),
        TOP + len(values) * ROW + 6,
    )


def course(
    periods: Sequence[str], values: Mapping[str, Sequence[Value]], target: Value
) -> Course | None:
    """The lines of the places over `periods`; None when nobody has a figure in two of them."""
    if not any(sum(v is not None for v in line) > 1 for line in values.values()):
        return None
    known = [v for line in values.values() for v in line if v is not None]
    known += _listed(target)
    least = 1.0 if all(v == int(v) for v in known) else 0.1
    ticks = nice_ticks(min(known), max(known), least)
    low, high = ticks[0], ticks[-1]

    def x(index: int) -> float:
        return round(LEFT + 20 + index * (RIGHT - LEFT - 40) / max(len(periods) - 1, 1), 1)

    def y(value: float) -> float:
        return round(PLOT_BOTTOM - (value - low) / (high - low) * (PLOT_BOTTOM - PLOT_TOP), 1)

    def line(name: str, row: Sequence[Value]) -> Line:
        runs: list[list[tuple[float, float]]] = [[]]
        for index, value in enumerate(row):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((x(index), y(value)))
        return Line(
            name,
            [" ".join(f"{px},{py}" for px, py in run) for run in runs if len(run) > 1],
            [point for run in runs for point in run],
        )

    every = math.ceil(len(periods) / 8)
    return Course(
        [line(name, row) for name, row in values.items()],
        [(tick, y(tick)) for tick in ticks],
        [
            (period, x(index))
            for index, period in enumerate(periods)
            if (len(periods) - 1 - index) % every == 0
        ],
        None if target is None else y(target),
    )


class ShareLine(Protocol):
    """A goal in a report."""

    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def value(self) -> Value: ...
    @property
    def low(self) -> Value: ...
    @property
    def high(self) -> Value: ...
    @property
    def target(self) -> Value: ...
    @property
    def compared(self) -> bool: ...


def shares(lines: Iterable[ShareLine]) -> Shares | None:
    """The bars of those lines that are shares of our own; None when there are none."""
    mine = [line for line in lines if line.unit == "pct" and not line.compared]
    if not any(line.value is not None for line in mine):
        return None

    def x(value: Value) -> Value:
        return None if value is None else round(value / 100 * SHARE_WIDTH, 1)

    bars = [
        ShareBar(
            label=line.label,
            value=line.value,
            y=number * SHARE_ROW + 20,
            width=x(line.value),
            low_x=x(line.low),
            high_x=x(line.high),
            target_x=x(line.target),
        )
        for number, line in enumerate(mine)
    ]
    ticks = [(tick, round(tick / 100 * SHARE_WIDTH, 1)) for tick in range(0, 101, 20)]
    return Shares(bars, ticks, len(mine) * SHARE_ROW + 8)


def _listed(value: Value) -> list[float]:
    return [] if value is None else [value]


def nice_ticks(low: float, high: float, least: float = 0.0) -> list[float]:
    """Round numbers from at most `low` to at least `high`, equally far apart, at most eight.

    They are `least` apart at least, so that no two of them are written alike.
    """
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    rough = max((high - low) / MOST_TICKS, least)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10, 20) if m * magnitude >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(number * step, 6) for number in range(first, last + 1)]
