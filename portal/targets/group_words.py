"""The names of the groups that answers are divided by, and the order they stand in.

The order is fixed, or by name for teams: never by how well a group does.
"""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

OTHER = "other"
DIVISIONS = {
    "group_family": _l("Target group"),
    "team": _l("Team"),
    "length_band": _l("Length of the course"),
    "caseworker": _l("Own or another caseworker"),
    "channel": _l("Way of meeting"),
}
FAMILIES = {
    "insured": _l("Unemployment benefit"),
    "cash_benefit": _l("Cash benefit"),
    "young": _l("Education benefit"),
    "sick": _l("Sickness benefit and job clarification"),
    "long_term": _l("Resource course, flex-job allowance and rehabilitation"),
    "newcomers": _l("Integration benefit"),
}
BANDS = {
    "under_6m": _l("Under 6 months"),
    "6_12m": _l("6 to 12 months"),
    "1_2y": _l("1 to 2 years"),
    "over_2y": _l("Over 2 years"),
}
CASEWORKERS = {
    "own": _l("The latest talk was with their own caseworker"),
    "other": _l("The latest talk was with another caseworker"),
    "none": _l("No talk yet"),
}
CHANNELS = {
    "in_person": _l("Met at the job centre"),
    "phone": _l("By phone"),
    "video": _l("By video"),
    "workplace": _l("At the workplace"),
    "none": _l("No talk yet"),
}
NAMES = {
    "group_family": FAMILIES,
    "length_band": BANDS,
    "caseworker": CASEWORKERS,
    "channel": CHANNELS,
}


def division(dimension: str) -> str:
    """The name of a way to divide the answers."""
    return str(DIVISIONS[dimension])


def in_order(dimension: str, values: set[str], teams: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The values and names of a division's groups. Those kept together come last."""
    if dimension == "team":
        named = sorted((teams[value], value) for value in values if value in teams)
        yield from ((value, name) for name, value in named)
    else:
        names = NAMES[dimension]
        yield from ((value, str(name)) for value, name in names.items() if value in values)
    if OTHER in values and dimension != "caseworker":
        yield OTHER, str(_("All others together"))
