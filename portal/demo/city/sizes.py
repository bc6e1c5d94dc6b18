"""How large the city is, in all: the municipality is part of it."""

from dataclasses import dataclass

YEARS = 5


@dataclass(frozen=True)
class City:
    """How many of each there are in the end, or a little more."""

    citizens: int = 50_000
    caseworkers: int = 1_000
    businesses: int = 9_000
    talks: int = 2_000_000
    answers: int = 2_000_000
    requests: int = 200_000
    looks: int = 20_000_000

    def part(self, share: float) -> "City":
        """A city of that share of its citizens, and of everything else."""
        numbers = {name: max(1, round(number * share)) for name, number in vars(self).items()}
        return City(**numbers)
