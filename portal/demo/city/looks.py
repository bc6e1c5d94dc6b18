"""Twenty million lines of who looked at whose data."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.city.bare import bare
from portal.demo.city.sizes import YEARS, City
from portal.demo.town import Town
from portal.demo.writing import copy_text

COLUMNS = "at, audience, person_id, role, action, subject, citizen_id, details"
READ = ("citizen", "cv", "plan", "talk")
BLOCK = 20_000


def load(session: Session, town: Town, city: City, whose: list[tuple[int, int]]) -> None:
    """The looks of caseworkers at their citizens' data, the same number every day, oldest first."""
    with bare(session, ("audit_event",)):
        copy_text(session, "audit_event", COLUMNS, _blocks(town, city, whose))


def _blocks(town: Town, city: City, whose: list[tuple[int, int]]) -> Iterator[str]:
    rng = town.chance("city looks")
    ends = [
        f"\tstaff\t{caseworker}\tcaseworker\tread\t{subject}\t{citizen}\t{{}}\n"
        for citizen, caseworker in whose
        for subject in READ
    ]
    days = 365 * YEARS
    each = max(1, city.looks // days)
    for back in range(days, 0, -1):
        midnight = clock.start_of_day(town.today - timedelta(days=back))
        # From seven in the morning, over ten hours.
        step = timedelta(hours=10) / each
        moment = midnight + timedelta(hours=7)
        for begin in range(0, each, BLOCK):
            number = min(BLOCK, each - begin)
            chosen = rng.choices(ends, k=number)
            starts = [(moment + step * (begin + i)).isoformat() for i in range(number)]
            yield "".join(map(str.__add__, starts, chosen))
