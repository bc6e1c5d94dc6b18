"""The tasks a plan of a target group usually holds, until a job centre writes its own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.plan.models import PlanTemplate

SINCE = date(2022, 1, 1)
PLAN_2022 = "Beskæftigelsesplan 2022: en klar plan med overskuelige opgaver."
ORDER = (
    "Uddannelsespålæggets tre trin (jobcentrets pjece); dagene er jobcentrets eget udgangspunkt."
)

YOUNG = (
    ("Vælg en uddannelse, der er realistisk for dig", "citizen", 30, 1, ORDER),
    ("Søg ind på uddannelsen", "citizen", 120, 2, ORDER),
    ("Begynd på uddannelsen, og gør den færdig", "citizen", 300, 3, ORDER),
)
JOB = (
    ("Skriv eller ret dit CV", "citizen", 21, None, "CV senest 3 uger efter første kontakt."),
    ("Skriv dine retninger A, B og C", "citizen", 14, None, PLAN_2022),
    ("Ring til to arbejdspladser, og spørg, om de mangler folk", "citizen", 14, None, PLAN_2022),
)
READY = (
    ("Skriv, hvad du er god til, og hvad der står i vejen", "citizen", 14, None, PLAN_2022),
    ("Find en mentor sammen med dig", "caseworker", 30, None, PLAN_2022),
    ("Besøg en arbejdsplads, der kunne være noget for dig", "citizen", 45, None, PLAN_2022),
)
SICK = (
    ("Ring til din arbejdsplads, og hør, hvad der kan ændres", "citizen", 14, None, PLAN_2022),
    ("Tal med arbejdspladsen om en plan for at komme tilbage", "caseworker", 28, None, PLAN_2022),
)
ARRIVED = (
    ("Skriv de job og uddannelser, du har haft før", "citizen", 21, None, PLAN_2022),
    ("Find en virksomhedspraktik sammen med dig", "caseworker", 60, None, PLAN_2022),
)
TEMPLATES = {
    "unemployment_benefit": JOB,
    "job_ready": JOB,
    "activity_ready": READY,
    "obviously_education_ready": YOUNG,
    "education_ready": YOUNG,
    "education_activity_ready": YOUNG,
    "sickness_benefit": SICK,
    "job_clarification": SICK,
    "resource_course": READY,
    "flex_job_allowance": JOB,
    "integration_benefit": ARRIVED,
    "rehabilitation": READY,
}


def _rows() -> Iterator[dict[str, Any]]:
    for group, tasks in TEMPLATES.items():
        for position, (title, owner, days, step, source) in enumerate(tasks, start=1):
            yield {
                "target_group": group,
                "valid_from": SINCE,
                "position": position,
                "title": title,
                "owner": owner,
                "due_days": days,
                "step": step,
                "source": source,
            }


def load_defaults(session: Session) -> None:
    """Write the templates that are missing; those a job centre has changed are left alone."""
    session.execute(insert(PlanTemplate).on_conflict_do_nothing(), list(_rows()))
