"""Calendar quarters, the grain of every figure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

NAME = re.compile(r"([0-9]{4})-Q([1-4])")
SHOWN = 8
"""Quarters on a dashboard: two years, so that each season is seen twice."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter. Quarters sort by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that holds `day`."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def named(cls, text: str) -> "Quarter":
        """The quarter called `text`, such as 2026-Q3.

        Raises:
            ValueError: when `text` is no quarter's name.
        """
        match = NAME.fullmatch(text)
        if match is None or not 1900 <= int(match[1]) <= 9000:
            raise ValueError(f"{text!r} is no quarter; write it like 2026-Q3")
        return cls(int(match[1]), int(match[2]))

    @property
    def name(self) -> str:
        """Its name in addresses, files and the API: 2026-Q3."""
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.shifted(1).first_day - timedelta(days=1)

    def shifted(self, quarters: int) -> "Quarter":
        """The quarter so many later (or earlier, when negative)."""
        count = 4 * self.year + self.number - 1 + quarters
        return Quarter(count // 4, count % 4 + 1)


def latest(today: date, number: int = SHOWN) -> list[Quarter]:
    """The latest `number` quarters, oldest first, the running one last."""
    running = Quarter.of(today)
    return [running.shifted(back) for back in range(1 - number, 1)]
