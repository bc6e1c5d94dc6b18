"""The city's staff, citizens and businesses."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, cycle, islice
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import models
from portal.booking.models import WorkingPattern
from portal.businesses.models import Business
from portal.core.crypto import cpr_hmac, encrypt_cpr
from portal.demo import names, people, places
from portal.demo.city.sizes import City
from portal.demo.companies import cvr_numbers
from portal.demo.town import Town
from portal.demo.trades import TRADES
from portal.demo.workdays import VALID_FROM, hours
from portal.demo.writing import copy

TEAM_OF = 16
"""Caseworkers in a team."""
LONGEST_COURSE = 900
ALIKE = 1 << 10


def load_caseworkers(session: Session, town: Town, city: City) -> list[int]:
    """New teams with caseworkers who work every day; returns their ids."""
    missing = max(1, city.caseworkers - len(town.with_role("caseworker")))
    rng = town.chance("city staff")
    first, first_team = len(town.staff) + 1, 100
    ids = list(range(first, first + missing))
    teams = range(first_team, first_team + -(-missing // TEAM_OF))
    copy(
        session,
        models.Team,
        [{"id": n, "name": f"Bydel {n - first_team + 1}", "serves": "citizens"} for n in teams],
    )
    copy(session, models.Staff, [_caseworker(rng, n, first, first_team) for n in ids])
    copy(
        session,
        WorkingPattern,
        [
            {
                "staff_id": staff_id,
                "weekday": weekday,
                "starts": one.starts,
                "ends": one.ends,
                "valid_from": VALID_FROM,
            }
            for staff_id in ids
            for weekday in range(5)
            for one in hours(weekday)
        ],
    )
    return ids


def _caseworker(rng: Any, number: int, first: int, first_team: int) -> dict[str, object]:
    name = names.person(rng)
    return {
        "id": number,
        "name": name,
        "title": people.TITLES["caseworker"],
        "email": f"{names.mail_name(name)}.{number}@jobcenter.example.invalid",
        "phone": places.phone(rng),
        "role": "caseworker",
        "team_id": first_team + (number - first) // TEAM_OF,
    }


def load_citizens(
    session: Session, town: Town, city: City, caseworkers: list[int]
) -> list[tuple[int, int]]:
    """New citizens, as many for each caseworker; returns pairs of citizen and caseworker."""
    missing = max(len(caseworkers), city.citizens - len(town.citizens))
    first = len(town.citizens) + 1
    whose = list(zip(range(first, first + missing), cycle(caseworkers), strict=False))
    copy(session, models.Citizen, list(_citizens(town, whose)))
    return whose


def _citizens(town: Town, whose: list[tuple[int, int]]) -> Iterator[dict[str, object]]:
    rng = town.chance("city citizens")
    numbers = people.CprNumbers(rng, taken={one.cpr for one in town.citizens})
    groups = list(people.GROUPS.items())
    shares = [plan.number for _, plan in groups]
    # Names and addresses repeat, as they do in a city.
    called = [names.person(rng) for _ in range(ALIKE)]
    homes = [places.place(rng) for _ in range(ALIKE)]
    for citizen_id, caseworker_id in whose:
        (group, plan), *_ = rng.choices(groups, shares)
        name, home = rng.choice(called), rng.choice(homes)
        born_on = people.born(town.today, rng.randint(plan.youngest, plan.oldest), rng)
        cpr = numbers.new(born_on)
        yield {
            "id": citizen_id,
            "cpr_hmac": cpr_hmac(town.settings, cpr),
            "cpr_encrypted": encrypt_cpr(town.settings, cpr),
            "name": name,
            "born_on": born_on,
            "email": f"{names.mail_name(name)}.{citizen_id}@example.invalid",
            "phone": places.phone(rng),
            "address": home.address,
            "postcode": home.postcode,
            "city": home.city,
            "target_group": group,
            "course_started_on": town.today - timedelta(days=rng.randint(30, LONGEST_COURSE)),
            "caseworker_id": caseworker_id,
        }


def load_businesses(session: Session, town: Town, city: City) -> None:
    """More companies, with nobody who signs in for them."""
    rng = town.chance("city businesses")
    first = len(town.companies) + 1
    missing = max(1, city.businesses - len(town.companies))
    numbers = islice(cvr_numbers(), len(town.companies), None)
    trades = sorted({trade.branch for trade in TRADES})
    homes = [places.place(rng) for _ in range(ALIKE)]
    rows = []
    for number, cvr in zip(islice(count(first), missing), numbers, strict=False):
        home = rng.choice(homes)
        rows.append(
            {
                "id": number,
                "cvr": cvr,
                "name": f"{rng.choice(names.LAST)} & Co. {number}",
                "trade": rng.choice(trades),
                "employees": rng.choice((1, 3, 6, 12, 25, 60, 140)),
                "address": home.address,
                "postcode": home.postcode,
                "city": home.city,
            }
        )
    copy(session, Business, rows)
