"""What a place may be, how an application stands, and how full a partner company is."""

from portal.supported.rules.checks import Asked, Check, Code, Limits, checks, last_day, most_people
from portal.supported.rules.occupancy import Change, busiest, occupancy
from portal.supported.rules.standing import Happened, Stage, Standing, standing

__all__ = [
    "Asked",
    "Change",
    "Check",
    "Code",
    "Happened",
    "Limits",
    "Stage",
    "Standing",
    "busiest",
    "checks",
    "last_day",
    "most_people",
    "occupancy",
    "standing",
]
