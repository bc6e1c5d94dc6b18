"""Local companies, their sites and their people."""

import random
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

from sqlalchemy.orm import Session
from stdnum.dk import cvr as cvr_number

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business, ProductionUnit
from portal.businesses.rules import parse_p_number
from portal.demo import names, personas, places
from portal.demo.town import Company, Town
from portal.demo.trades import TRADES
from portal.demo.writing import copy

COMPANIES = 300
FIRST_CVR = 99_000_000
"""No company has a number so high; those given still have a valid check digit."""
FIRST_P_NUMBER = 9_900_000_000
USES_PORTAL = 0.45
HAS_NAMED_CONTACT = 0.3
FORMS = ("ApS", "A/S", "I/S", "")
KINDS = {
    "Detailhandel": ("Isenkram", "Sko", "Tøj", "Blomster", "Cykler"),
    "Fødevarer": ("Bageri", "Slagter", "Kaffe", "Chokolade", "Mejeri"),
    "Hotel og restauration": ("Kro", "Café", "Hotel", "Spisehus", "Catering"),
    "Ældrepleje": ("Pleje", "Hjemmehjælp", "Omsorg"),
    "Dagtilbud": ("Børnehus", "Vuggestue", "Naturbørnehave"),
    "Undervisning": ("Privatskole", "Aftenskole", "Sprogskole"),
    "Administration": ("Regnskab", "Løn", "Kontor"),
    "Transport og lager": ("Lager", "Fragt", "Flytning"),
    "Service": ("Rengøring", "Vinduespudsning", "Ejendomsservice"),
    "Byggeri": ("Tømrer", "Tag", "Murer", "Maler"),
    "Grøn omstilling": ("Varmepumper", "Solenergi", "El", "Ladestandere"),
    "IT": ("Software", "Netværk", "Data"),
    "Life science": ("Laboratorium", "Bioteknik", "Analyse"),
    "Rådgivning": ("Rådgivning", "Ingeniører", "Kommunikation"),
    "Grønne områder": ("Gartneri", "Anlægsgartner", "Træpleje"),
}


def load(session: Session, town: Town) -> None:
    """Companies, one or two sites each, and somebody who acts for those that use the portal."""
    rng = town.chance("companies")
    consultants = cycle(town.with_role("business_consultant"))
    businesses: list[dict[str, Any]] = []
    users: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    taken: set[str] = set()
    numbers, p_numbers = cvr_numbers(), _p_numbers()
    for id_ in range(1, town.scaled(COMPANIES, 20) + 1):
        role = personas.COMPANIES[id_ - 1] if id_ <= len(personas.COMPANIES) else None
        business = _business(rng, id_, next(numbers), role, taken)
        if role or rng.random() < HAS_NAMED_CONTACT:
            business["named_contact_id"] = next(consultants).id
        businesses.append(business)
        units += _units(rng, business, p_numbers)
        user = _user(rng, len(users) + 1, business, role)
        if role or rng.random() < USES_PORTAL:
            users.append(user)
        town.companies.append(_company(business, user, user in users, role))
    copy(session, Business, businesses)
    copy(session, ProductionUnit, units)
    copy(session, BusinessUser, users)


def cvr_numbers() -> Iterator[str]:
    """Numbers with a valid check digit that no company has."""
    candidates = (str(number) for number in range(FIRST_CVR, FIRST_CVR + 900_000))
    return (number for number in candidates if cvr_number.is_valid(number))


def _business(
    rng: random.Random,
    id_: int,
    cvr: str,
    role: personas.CompanyRole | None,
    taken: set[str],
) -> dict[str, Any]:
    branch = role.branch if role else rng.choice(TRADES).branch
    name = role.company if role else _name(rng, branch, taken)
    taken.add(name)
    where = places.place(rng)
    employees = role.employees if role else max(1, int(rng.lognormvariate(2.3, 1.1)))
    return {
        "id": id_,
        "cvr": cvr,
        "name": name,
        "trade": branch,
        "employees": employees,
        "address": where.address,
        "postcode": where.postcode,
        "city": where.city,
        "named_contact_id": None,
    }


def _name(rng: random.Random, branch: str, taken: set[str]) -> str:
    while True:
        kind = rng.choice(KINDS[branch])
        owner = rng.choice(names.LAST)
        pattern = rng.choice(("{owner}s {kind}", "{kind}huset {owner}", "{owner} {kind}"))
        name = f"{pattern.format(owner=owner, kind=kind)} {rng.choice(FORMS)}".strip()
        if name not in taken:
            return name


def _p_numbers() -> Iterator[str]:
    """Numbers that can be production units', in a series the register has not come to."""
    return (text for text in map(str, count(FIRST_P_NUMBER)) if parse_p_number(text))


def _units(
    rng: random.Random, business: dict[str, Any], p_numbers: Iterator[str]
) -> list[dict[str, Any]]:
    """The main site, and another for the larger ones."""
    found = []
    for number in range(2 if business["employees"] > 25 else 1):
        where = places.place(rng)
        main = number == 0
        found.append(
            {
                "business_id": business["id"],
                "p_number": next(p_numbers),
                "name": business["name"] if main else f"{business['name']}, {where.city}",
                "address": business["address"] if main else where.address,
                "postcode": business["postcode"] if main else where.postcode,
                "city": business["city"] if main else where.city,
            }
        )
    return found


def _user(
    rng: random.Random, id_: int, business: dict[str, Any], role: personas.CompanyRole | None
) -> dict[str, Any]:
    name = role.name if role else names.person(rng)
    return {
        "id": id_,
        "business_id": business["id"],
        "name": name,
        "email": f"{names.mail_name(name)}@cvr{business['cvr']}.example.invalid",
        "phone": places.phone(rng),
        "is_administrator": True,
    }


def _company(
    business: dict[str, Any],
    user: dict[str, Any],
    uses_portal: bool,
    role: personas.CompanyRole | None,
) -> Company:
    return Company(
        id=business["id"],
        cvr=business["cvr"],
        name=business["name"],
        branch=business["trade"],
        address=f"{business['address']}, {business['city']}",
        postcode=business["postcode"],
        user_id=user["id"] if uses_portal else None,
        user_name=user["name"],
        email=user["email"],
        phone=user["phone"],
        named_contact_id=business["named_contact_id"],
        persona=role.subject if role else None,
    )
