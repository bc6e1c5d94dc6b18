"""The rules a portal starts with. What the sources leave open is a proposal, and says so."""

from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.supported.models import PlacementRule

SINCE = date(2014, 1, 1)
LEAFLET = "Jobcentrets folder til virksomheder"
RATIO = (
    "Folderen kræver et rimeligt forhold mellem ordinært ansatte og personer på særlige vilkår;"
    " tallene (1 for hver påbegyndt 5 op til 50, derefter 1 for hver påbegyndt 10), timer og"
    " frist for afgørelse er et forslag, som kommunen skal bekræfte."
)
PROPOSED = "Varigheden er et forslag, som kommunen skal bekræfte. "


def _rule(form: str, sector: str, length: dict[str, int], source: str) -> dict[str, Any]:
    return {
        "form": form,
        "sector": sector,
        "valid_from": SINCE,
        "weeks": length.get("weeks"),
        "months": length.get("months"),
        "hours_most": 37,
        "ratio_each": 5,
        "ratio_up_to": 50,
        "ratio_each_above": 10,
        "decide_days": 14,
        "source": f"{source} {RATIO}",
    }


RULES = (
    _rule(
        "public_benefit", "public", {"weeks": 13}, f"{LEAFLET}: nytteindsats varer højst 13 uger."
    ),
    _rule(
        "wage_subsidy",
        "public",
        {"months": 6},
        f"{LEAFLET}: offentligt løntilskud varer højst 6 måneder.",
    ),
    _rule("wage_subsidy", "private", {"months": 6}, PROPOSED + LEAFLET + "."),
    _rule("work_placement", "private", {"weeks": 13}, PROPOSED + LEAFLET + "."),
    _rule("work_placement", "public", {"weeks": 13}, PROPOSED + LEAFLET + "."),
)


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(PlacementRule).on_conflict_do_nothing(), RULES)
