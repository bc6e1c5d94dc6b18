"""Where the lines and bars of a chart lie. Pure geometry; the templates only draw it.

Coordinates are those of the SVG's viewBox, y growing downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.targets.rules.quarters import Quarter

Value = float | None

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 628, 14, 260
GRID = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
BAR = 0.7
"""The part of a quarter's width that its bar takes."""

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 160, 40, 5
BULLET_WIDTH = 200
SMALLEST_SPAN = 0.2
"""A spark line shows at least this span, so that noise does not look like a mountain."""


@dataclass(frozen=True)
class Bar:
    """One quarter's bar with its interval. `top` None: there is nothing to show."""

    quarter: Quarter
    share: Value
    x: float
    width: float
    middle: float
    top: Value
    low_y: Value
    high_y: Value


@dataclass(frozen=True)
class Chart:
    """Shares by quarter with a line at the target."""

    bars: list[Bar]
    target: float
    target_y: float
    grid: list[tuple[float, float]]
    """(share, y) of the lines behind the bars."""


@dataclass(frozen=True)
class Spark:
    """A line without scale. Each run is drawn through neighbouring quarters that have a share."""

    runs: list[str]
    end: tuple[float, float] | None
    target_y: Value


def chart(
    quarters: Sequence[Quarter],
    shares: Sequence[Value],
    intervals: Sequence[tuple[Value, Value]],
    target: float,
) -> Chart:
    """The chart of one share per quarter; the scale is always the whole 0 to 100 %."""
    step = (RIGHT - LEFT) / len(quarters)
    bars = []
    for i, (quarter, share, (low, high)) in enumerate(
        zip(quarters, shares, intervals, strict=True)
    ):
        middle = LEFT + (i + 0.5) * step
        bars.append(
            Bar(
                quarter=quarter,
                share=share,
                x=round(middle - step * BAR / 2, 1),
                width=round(step * BAR, 1),
                middle=round(middle, 1),
                top=_y(share),
                low_y=_y(low),
                high_y=_y(high),
            )
        )
    height = _height(target)
    return Chart(bars, target, height, [(g, _height(g)) for g in GRID])


def spark(shares: Sequence[Value], target: Value) -> Spark:
    """The spark line of `shares`, oldest first; the target, if any, is a second line."""
    known = [s for s in (*shares, target) if s is not None] or [0.5]
    low, high = min(known), max(known)
    spare = max(SMALLEST_SPAN - (high - low), 0.0) / 2
    low, high = low - spare, high + spare

    def place(index: int, share: float) -> tuple[float, float]:
        width = SPARK_WIDTH - 2 * SPARK_MARGIN
        x = SPARK_MARGIN + width * index / max(len(shares) - 1, 1)
        return round(x, 1), height(share)

    def height(share: float) -> float:
        part = (share - low) / (high - low)
        return round(SPARK_HEIGHT - SPARK_MARGIN - part * (SPARK_HEIGHT - 2 * SPARK_MARGIN), 1)

    runs: list[list[tuple[float, float]]] = [[]]
    for index, share in enumerate(shares):
        if share is None:
            runs.append([])
        else:
            runs[-1].append(place(index, share))
    drawn = [run for run in runs if run]
    return Spark(
        runs=[" ".join(f"{x},{y}" for x, y in run) for run in drawn if len(run) > 1],
        end=drawn[-1][-1] if drawn else None,
        target_y=None if target is None else height(target),
    )


def _height(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _y(share: Value) -> Value:
    return None if share is None else _height(share)


@dataclass(frozen=True)
class Bullet:
    """A share on a line from 0 to 100 %: how far it goes, its interval, the target."""

    value: Value
    low: Value
    high: Value
    target: Value


def bullet(share: Value, low: Value, high: Value, target: Value) -> Bullet:
    """Where a share, its interval and its target lie on a line of `BULLET_WIDTH`."""

    def place(part: Value) -> Value:
        return None if part is None else round(part * BULLET_WIDTH, 1)

    return Bullet(place(share), place(low), place(high), place(target))
