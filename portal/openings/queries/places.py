"""Postcodes of the region: which town, and how far it is between two."""

from functools import lru_cache
from pathlib import Path

from portal.openings import rules
from portal.openings.models import Opening
from portal.openings.rules import Place

TABLE = Path(__file__).parents[1] / "postcodes.txt"


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """Every postcode of the table."""
    return rules.read_places(TABLE.read_text(encoding="utf-8"))


def town(postcode: str) -> str:
    """The town of a postcode; empty outside the table."""
    known = places().get(postcode)
    return known.town if known else ""


def address(opening: Opening) -> str:
    """The place of an opening as an address is written."""
    return address_line(opening.place, opening.postcode)


def address_line(place: str, postcode: str) -> str:
    """A place with postcode and town as an address is written, the town said once."""
    name = town(postcode)
    street = place.strip().removesuffix(name) if name else place.strip()
    street = street.rstrip(" ,").removesuffix(postcode).rstrip(" ,")
    return ", ".join(part for part in (street, f"{postcode} {name}".strip()) if part)


@lru_cache(maxsize=20_000)
def km_between(one: str, other: str) -> float | None:
    """Kilometres between two postcodes as the crow flies; None when one is not in the table."""
    known = places()
    if one not in known or other not in known:
        return None
    return rules.distance_km(known[one], known[other])
