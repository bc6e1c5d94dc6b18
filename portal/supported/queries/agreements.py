"""Partner companies: their places, and who is there on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.businesses.models import Business
from portal.core.errors import NotFound
from portal.supported.models import PartnerAgreement, Placement, SupportedApplication
from portal.supported.rules import Change, busiest, occupancy


@dataclass(frozen=True)
class Partner:
    """An agreement, with whose it is and the first and last days of those placed."""

    agreement: PartnerAgreement
    business_name: str
    spans: list[tuple[date, date]]

    def taken_on(self, day: date) -> int:
        """How many places are taken on a day."""
        return sum(first <= day <= last for first, last in self.spans)

    def free_on(self, day: date) -> int:
        """How many are free; none before the agreement begins and after it ends."""
        if not self.agreement.starts_on <= day <= self.agreement.ends_on:
            return 0
        return self.agreement.places - self.taken_on(day)

    def most_taken(self, first: date, last: date) -> int:
        """The most places that are taken at once in a time."""
        return busiest(self.spans, first, last)

    def over_time(self, first: date) -> list[Change]:
        """How many places are taken from a day until the agreement ends."""
        begin = max(first, self.agreement.starts_on)
        return occupancy(self.spans, begin, max(begin, self.agreement.ends_on))


def agreements(session: Session, *wanted: Any) -> list[Partner]:
    """The agreements that fit, by company, the newest first: two statements."""
    rows = session.execute(
        sa.select(PartnerAgreement, Business.name)
        .join(Business, Business.id == PartnerAgreement.business_id)
        .where(*wanted)
        .options(joinedload(PartnerAgreement.unit))
        .order_by(Business.name_sort, PartnerAgreement.starts_on.desc())
        .limit(200)
    ).all()
    spans = _spans(session, [one.id for one, _name in rows])
    return [Partner(one, name, spans.get(one.id, [])) for one, name in rows]


def _spans(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    if not ids:
        return found
    rows = session.execute(
        sa.select(SupportedApplication.agreement_id, Placement.starts_on, Placement.ends_on)
        .join(Placement, Placement.application_id == SupportedApplication.id)
        .where(SupportedApplication.agreement_id.in_(ids), ~Placement.called_off)
    )
    for agreement_id, first, last in rows:
        found.setdefault(agreement_id or 0, []).append((first, last))
    return found


def agreement(session: Session, agreement_id: int) -> Partner:
    """One agreement.

    Raises:
        NotFound: when there is none.
    """
    found = agreements(session, PartnerAgreement.id == agreement_id)
    if not found:
        raise NotFound
    return found[0]


def free_agreement(session: Session, unit_id: int, first: date) -> Partner | None:
    """The agreement of a unit on a day, or None."""
    found = agreements(
        session,
        PartnerAgreement.unit_id == unit_id,
        PartnerAgreement.starts_on <= first,
        PartnerAgreement.ends_on >= first,
    )
    return found[0] if found else None
