"""A company's own system sends an enquiry: the form's way in, by other means."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.recruitment.models import JOB_KINDS, RecruitmentRequest
from portal.recruitment.queries import systems
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import facts
from portal.recruitment.service import enquiries

CHANNEL = "api"


def send(
    session: Session,
    actor: Actor,
    unit_id: int | None,
    said: dict[str, Any],
    *,
    key: str,
    now: datetime,
) -> RecruitmentRequest:
    """Store an enquiry as the form does: the same clocks, the same receipt, the same consultant.

    `unit_id` is the site the system acts for; its enquiries are that site's.

    Raises:
        Refused: when the site is not the company's or not the system's, or as `enquiries.send`.
    """
    assert actor.business_id is not None
    p_number = said.get("production_unit")
    wanted = systems.unit_of(session, actor.business_id, p_number) if p_number else unit_id
    if wanted is None and p_number:
        raise Refused(RequestRefusal.UNIT_UNKNOWN)
    if unit_id is not None and wanted != unit_id:
        raise Refused(RequestRefusal.UNIT_FOREIGN)
    return enquiries.send(
        session,
        actor.business_id,
        facts(said | {"unit_id": wanted}, said["kind"] in JOB_KINDS),
        user_id=actor.person_id,
        idempotency_key=f"{CHANNEL}:{actor.system_id}:{key}",
        now=now,
        channel=CHANNEL,
        actor=actor,
    )
