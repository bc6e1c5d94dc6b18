"""What places hang into the citizen's feed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.feed import ToDo, events
from portal.supported.models import Placement, SupportedApplication, SupportedEvent

WORDS: dict[str, Any] = {
    "place_given": _l("A place: %(what)s"),
    "place_ended": _l("The place ends early: %(what)s"),
    "place_said": _l("Words about the place: %(what)s"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """The place that begins soon: nothing to do but be there on the first day."""
    rows = session.execute(
        sa.select(SupportedApplication.title, Business.name, Placement.starts_on, Staff.name)
        .join(SupportedApplication, SupportedApplication.id == Placement.application_id)
        .join(Business, Business.id == SupportedApplication.business_id)
        .join(Staff, Staff.id == Placement.chosen_by_id)
        .where(
            Placement.citizen_id == citizen_id,
            ~Placement.called_off,
            Placement.starts_on >= clock.local_date(now),
            SupportedApplication.extends_id.is_(None),
        )
        .order_by(Placement.starts_on)
    )
    return [
        ToDo(
            _("You begin at %(company)s: %(title)s", company=company, title=title),
            _("See the place"),
            "supported.mine",
            chosen_by,
            due_on=starts_on,
        )
        for title, company, starts_on, chosen_by in rows
    ]


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """A place was given, ended early, or the citizen wrote of it."""
    what = SupportedApplication.title + sa.literal(", ") + Business.name
    ended = sa.and_(
        SupportedEvent.application_id == Placement.application_id, SupportedEvent.kind == "ended"
    )
    return [
        select.join(SupportedApplication, SupportedApplication.id == Placement.application_id)
        .join(Business, Business.id == SupportedApplication.business_id)
        .where(Placement.citizen_id == citizen_id)
        for select in (
            _of("place_given", Placement.chosen_at, what),
            _of("place_ended", SupportedEvent.at, what).join(SupportedEvent, ended),
            _of("place_said", Placement.said_at, what).where(Placement.said_at.is_not(None)),
        )
    ]


def _of(kind: str, at: Any, what: Any) -> sa.Select[Any]:
    return events(kind, at, Placement.application_id, what).select_from(Placement)
