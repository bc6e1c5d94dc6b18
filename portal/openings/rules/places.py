"""How far it is from one postcode to another, as the crow flies."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0


@dataclass(frozen=True)
class Place:
    """A postcode, its town, and the middle of it."""

    postcode: str
    town: str
    latitude: float
    longitude: float


def distance_km(one: Place, other: Place) -> float:
    """Kilometres along a great circle (haversine)."""
    lat_one, lat_other = radians(one.latitude), radians(other.latitude)
    half_lat = sin((lat_other - lat_one) / 2)
    half_long = sin(radians(other.longitude - one.longitude) / 2)
    inside = half_lat**2 + cos(lat_one) * cos(lat_other) * half_long**2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(inside)))


def read_places(text: str) -> dict[str, Place]:
    """The places of a table with `postcode|town|latitude|longitude` on each line, by postcode.

    Raises:
        ValueError: when a line is none.
    """
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            postcode, town, latitude, longitude = line.split("|")
            found[postcode] = Place(postcode, town, float(latitude), float(longitude))
    return found
