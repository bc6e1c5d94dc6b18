"""What a page of figures is asked to show: read from its address, and written back into links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core import clock
from portal.core.errors import NotFound
from portal.targets.rules.quarters import SHOWN, Quarter

# The address's words for the divisions; the first is shown when nothing is said.
DIVISIONS = {
    "maalgruppe": "group_family",
    "team": "team",
    "laengde": "length_band",
    "sagsbehandler": "caseworker",
    "kanal": "channel",
    "maalgruppe-og-team": "square",
}
EARLIEST = date(2014, 1, 1)
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Lens:
    """A quarter, a division and a day to look back to. Each address gives the same for ever."""

    now: datetime
    """The moment whose knowledge counts: the end of the day asked for, or the present."""
    as_of: date | None
    quarter: Quarter | None
    by: str
    """A key of `DIVISIONS`."""
    bad_day: str | None = None
    """What was written for the day, when that is none."""

    @property
    def running(self) -> Quarter:
        """The quarter that ran on the day looked back to."""
        return Quarter.of(clock.local_date(self.now))

    @property
    def quarters(self) -> list[Quarter]:
        """The quarters to show, oldest first."""
        last = self.quarter or self.running
        return [last.shifted(back) for back in range(1 - SHOWN, 1)]

    @property
    def division(self) -> str:
        """The division's name in the figures, or 'square' for target groups by teams."""
        return DIVISIONS[self.by]

    @property
    def address(self) -> dict[str, str]:
        """The parts of an address that hold this view, without what goes without saying."""
        said = {}
        if self.quarter:
            said["kvartal"] = self.quarter.name
        if self.as_of:
            said["pr"] = self.as_of.isoformat()
        return said


def read(args: Mapping[str, str], now: datetime) -> Lens:
    """The view an address asks for.

    Raises:
        NotFound: when its quarter or division does not exist, or has not begun by then.
    """
    as_of, bad_day = _day(args.get("pr", ""), clock.local_date(now))
    moment = now
    if as_of is not None:
        moment = min(clock.start_of_day(as_of + timedelta(days=1)) - MOMENT, now)
    by = args.get("efter") or next(iter(DIVISIONS))
    if by not in DIVISIONS:
        raise NotFound
    quarter = _quarter(args.get("kvartal", ""))
    if quarter and not EARLIEST <= quarter.first_day <= clock.local_date(moment):
        raise NotFound
    return Lens(moment, as_of, quarter, by, bad_day)


def _quarter(text: str) -> Quarter | None:
    if not text:
        return None
    try:
        return Quarter.named(text)
    except ValueError:
        raise NotFound from None


def _day(text: str, today: date) -> tuple[date | None, str | None]:
    """The day looked back to, or what was written when it is none; today is the present."""
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, text
    if not EARLIEST <= day <= today:
        return None, text
    return (None if day == today else day), None
