"""Five years of talks, by a timetable in which nobody can meet: each citizen has a place in it.

A caseworker's citizens come in turn, every so many working days, each at one of a few times of the
day. The talks ahead stand in the same timetable; who has none must book.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.booking.models import Obligation
from portal.core import clock
from portal.demo.city.bare import bare
from portal.demo.city.sizes import YEARS, City
from portal.demo.town import Town
from portal.demo.writing import copy, copy_text, go_on_after, last_id

TIMES = (time(9), time(10), time(11), time(12, 30), time(13, 30), time(14))
LONG = timedelta(minutes=30)
AHEAD = 20
"""Working days in which talks are booked already."""
BLOCK = 20_000
STATUSES = ("held",) * 18 + ("citizen_absent", "cancelled")
TALK_COLUMNS = (
    "id, citizen_id, caseworker_id, obligation_id, kind, channel, purpose_code, during, status,"
    " booked_by, created_at, cancelled_at, cancelled_by, version"
)
TAKEN_COLUMNS = "talk_id, staff_id, blocks"


@dataclass(frozen=True)
class Day:
    """A working day of the timetable: for each time of the day the span, and when it was booked."""

    number: int
    spans: tuple[str, ...]
    booked_at: str
    cancelled_at: str
    is_over: bool


@dataclass(frozen=True)
class Timetable:
    """The days, and how many of them lie between two talks of a citizen."""

    days: list[Day]
    between: int

    def place(self, turn: int) -> tuple[int, int]:
        """The first day and the time of the day of the citizen whose turn it is."""
        return turn % self.between, turn // self.between


def load(session: Session, town: Town, city: City, whose: list[tuple[int, int]]) -> None:
    """The talks of the pairs of citizen and caseworker, and what citizens must book."""
    days = list(_days(town))
    each = max(1, city.talks // len(whose))
    table = Timetable(days, max(1, len(days) // each))
    rows = _Rows(table, town, last_id(session, "talk"), last_id(session, "obligation"))
    with bare(session, ("talk", "staff_time")):
        copy_text(session, "talk", TALK_COLUMNS, rows.talks(whose))
        copy_text(session, "staff_time", TAKEN_COLUMNS, rows.taken)
        copy(session, Obligation, rows.duties)
        go_on_after(session, "talk")


def _days(town: Town) -> Iterator[Day]:
    """The working days from five years ago to some weeks from now, the evening before included."""
    day, ahead = town.today - timedelta(days=365 * YEARS), 0
    number = 0
    while ahead < AHEAD:
        if day != town.today and town.calendar.is_open(day):
            ahead += day > town.today
            yield _day(number, day, town)
            number += 1
        day += timedelta(days=1)


def _day(number: int, day: date, town: Town) -> Day:
    starts = [clock.at_local(day, wall) for wall in TIMES]
    booked = min(starts[0] - timedelta(days=9), town.now - timedelta(hours=2))
    return Day(
        number,
        tuple(_span(start) for start in starts),
        booked.isoformat(),
        (booked + timedelta(hours=1)).isoformat(),
        day < town.today,
    )


def _span(start: datetime) -> str:
    return f"[{start.isoformat()},{(start + LONG).isoformat()})"


class _Rows:
    """The rows as COPY reads them; `taken` and `duties` are there when all talks have been read."""

    def __init__(self, table: Timetable, town: Town, last_talk: int, last_duty: int) -> None:
        self.table, self.town = table, town
        self.talk, self.duty = last_talk, last_duty
        self.purpose = next(iter(town.purposes.values()))
        self.taken: list[str] = []
        self.duties: list[dict[str, object]] = []

    def talks(self, whose: list[tuple[int, int]]) -> Iterator[str]:
        """Blocks of lines of the table of talks."""
        turns: dict[int, int] = {}
        block: list[str] = []
        taken: list[str] = []
        for citizen, caseworker in whose:
            turn = turns[caseworker] = turns.get(caseworker, -1) + 1
            self._of(citizen, caseworker, turn, block, taken)
            if len(block) > BLOCK:
                yield "".join(block)
                self.taken.append("".join(taken))
                block.clear()
                taken.clear()
        yield "".join(block)
        self.taken.append("".join(taken))

    def _of(
        self, citizen: int, caseworker: int, turn: int, block: list[str], taken: list[str]
    ) -> None:
        first, slot = self.table.place(turn)
        if slot >= len(TIMES):
            raise ValueError("A caseworker has more citizens than the timetable has places.")
        ahead = False
        for day in self.table.days[first :: self.table.between]:
            self.talk += 1
            status, duty, by, cancelled, canceller = "booked", "\\N", "citizen", "\\N", "\\N"
            if day.is_over:
                status = STATUSES[(self.talk * 7 + citizen) % len(STATUSES)]
                by = "staff" if self.talk % 4 == 0 else "citizen"
                if status == "cancelled":
                    cancelled, canceller = day.cancelled_at, "citizen"
            elif ahead:
                continue
            else:
                ahead = True
                duty = str(self._must(citizen, "booked"))
            span = day.spans[slot]
            channel = "phone" if self.talk % 3 else "in_person"
            block.append(
                f"{self.talk}\t{citizen}\t{caseworker}\t{duty}\tjob\t{channel}\t{self.purpose}\t{span}\t"
                f"{status}\t{by}\t{day.booked_at}\t{cancelled}\t{canceller}\t1\n"
            )
            if status in ("held", "booked"):
                taken.append(f"{self.talk}\t{caseworker}\t{span}\n")
        if not ahead:
            self._must(citizen, "open")

    def _must(self, citizen: int, status: str) -> int:
        self.duty += 1
        hold_by = self.town.today + timedelta(days=32)
        self.duties.append(
            {
                "id": self.duty,
                "citizen_id": citizen,
                "kind": "job",
                "purpose_code": self.purpose,
                "book_by": self.town.today + timedelta(days=8 + citizen % 12),
                "hold_by": hold_by,
                "status": status,
                "created_at": self.town.now - timedelta(days=10),
            }
        )
        return self.duty
