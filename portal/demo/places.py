"""Where the municipality's people and companies are, and how to call them."""

import random
from typing import NamedTuple

AREAS = (
    ("2800", "Kongens Lyngby", 60),
    ("2830", "Virum", 25),
    ("2930", "Klampenborg", 10),
    ("2820", "Gentofte", 5),
)
STREET_NAMES = (
    "Lyngby Hovedgade",
    "Ulrikkenborg Allé",
    "Sorgenfrivej",
    "Frederiksdalsvej",
    "Kongevejen",
    "Furesøvej",
    "Grønnevej",
    "Virumvej",
    "Lundtoftevej",
    "Hjortekærsvej",
    "Taarbæk Strandvej",
    "Bøllemosevej",
    "Ørholmvej",
    "Engelsborgvej",
    "Carlshøjvej",
    "Åbrinken",
    "Æblehaven",
)


class Place(NamedTuple):
    """A postal address."""

    address: str
    postcode: str
    city: str


def place(rng: random.Random) -> Place:
    """An address in the municipality or right beside it."""
    postcode, city, _ = rng.choices(AREAS, weights=[weight for *_, weight in AREAS])[0]
    number = rng.randint(1, 180)
    floor = f", {rng.choice(('st.', '1.', '2.', '3.'))} {rng.choice(('tv.', 'th.'))}"
    where = f"{rng.choice(STREET_NAMES)} {number}{floor if rng.random() < 0.5 else ''}"
    return Place(where, postcode, city)


def phone(rng: random.Random) -> str:
    """A number nobody has: no Danish number begins with 0."""
    return f"00 {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
