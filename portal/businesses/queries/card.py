"""Companies as staff look them up, and how many of them the job centre has contact with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from portal.accounts.models import Staff
from portal.businesses.models import Business, BusinessContact, BusinessNote
from portal.core import policy
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.supported.models import SupportedApplication, SupportedEvent

PAGE = 50
SIZES: dict[str, tuple[int, int | None]] = {
    "1-4": (1, 4),
    "5-9": (5, 9),
    "10-49": (10, 49),
    "50-": (50, None),
}
"""How many employees: at least, and at most."""


def find(session: Session, words: str, size: str, trade: str) -> Sequence[Business]:
    """Companies whose name, trade or CVR number fits, by name: one statement.

    Words are found in every form Danish gives them, and inside compounds.
    """
    wanted = sa.select(Business).options(joinedload(Business.named_contact))
    digits = "".join(words.split())
    if digits.isascii() and digits.isdigit():
        wanted = wanted.where(Business.cvr.startswith(digits))
    elif words:
        text = sa.func.to_tsvector("danish", Business.name + " " + Business.trade)
        wanted = wanted.where(
            sa.or_(
                text.bool_op("@@")(sa.func.plainto_tsquery("danish", words)),
                Business.name.icontains(words, autoescape=True),
                Business.trade.icontains(words, autoescape=True),
            )
        )
    if size in SIZES:
        wanted = wanted.where(_has_size(size))
    if trade:
        wanted = wanted.where(Business.trade == trade)
    return session.scalars(wanted.order_by(Business.name_sort, Business.id).limit(PAGE)).all()


def _has_size(size: str) -> sa.ColumnElement[bool]:
    low, high = SIZES[size]
    fits = Business.employees >= low
    return fits if high is None else sa.and_(fits, Business.employees <= high)


def trades(session: Session) -> Sequence[str]:
    """The trades there are companies of."""
    wanted = sa.select(Business.trade).where(Business.trade != "").distinct()
    return session.scalars(wanted.order_by(Business.trade)).all()


def answering(session: Session) -> Sequence[Staff]:
    """Colleagues who answer companies, by name: whom one of them may always get."""
    return session.scalars(
        sa.select(Staff)
        .where(Staff.active, Staff.role.in_(policy.ANSWER_ENQUIRIES.values))
        .order_by(Staff.name, Staff.id)
    ).all()


def contacts(session: Session, business_id: int) -> Sequence[BusinessContact]:
    """Whom one may call, and who has taken the yes back: those who may be called first."""
    return session.scalars(
        sa.select(BusinessContact)
        .where(BusinessContact.business_id == business_id)
        .options(joinedload(BusinessContact.noted_by))
        .order_by(BusinessContact.withdrawn_at.is_not(None), BusinessContact.name)
    ).all()


def notes(session: Session, business_id: int) -> Sequence[BusinessNote]:
    """Calls, visits, letters and meetings, the latest first."""
    return session.scalars(
        sa.select(BusinessNote)
        .where(BusinessNote.business_id == business_id)
        .options(joinedload(BusinessNote.staff))
        .order_by(BusinessNote.on_day.desc(), BusinessNote.id.desc())
        .limit(100)
    ).all()


@dataclass(frozen=True)
class Degree:
    """Of so many companies with employees so many had contact."""

    label: str
    companies: int
    reached: int

    @property
    def share(self) -> float | None:
        """The part that had contact; None where there are no companies."""
        return self.reached / self.companies if self.companies else None


def cooperation(
    session: Session, first: date, last: date, begins: datetime, ends: datetime
) -> tuple[Degree, list[Degree], list[Degree]]:
    """The degree for all, by size and by trade: one statement.

    Contact is an enquiry that counts, a note of a call, visit, letter or meeting, or an
    application for a place, from `first` to `last`; `begins` and `ends` are the same in moments.
    """
    reached = sa.or_(_noted(first, last), _enquired(begins, ends), _applied(begins, ends))
    size = sa.case(*((_has_size(key), key) for key in SIZES), else_="")
    each = (
        sa.select(size.label("size"), Business.trade, reached.label("reached"))
        .where(Business.employees > 0)
        .subquery()
    )
    rows = [
        tuple(row)
        for row in session.execute(
            sa.select(
                each.c.size,
                each.c.trade,
                sa.func.count(),
                sa.func.count().filter(each.c.reached),
            ).group_by(each.c.size, each.c.trade)
        )
    ]
    whole = Degree("", sum(row[2] for row in rows), sum(row[3] for row in rows))
    by_size = [_sum(key, [row for row in rows if row[0] == key]) for key in SIZES]
    names = sorted({row[1] for row in rows})
    by_trade = [_sum(name, [row for row in rows if row[1] == name]) for name in names]
    return whole, by_size, by_trade


def _sum(label: str, rows: list[Any]) -> Degree:
    return Degree(label, sum(row[2] for row in rows), sum(row[3] for row in rows))


def _noted(first: date, last: date) -> sa.ColumnElement[bool]:
    return (
        sa.select(BusinessNote.id)
        .where(BusinessNote.business_id == Business.id, BusinessNote.on_day.between(first, last))
        .exists()
    )


def _enquired(begins: datetime, ends: datetime) -> sa.ColumnElement[bool]:
    other = aliased(RequestEvent)
    spam = (
        sa.select(other.id)
        .where(other.request_id == RecruitmentRequest.id, other.kind == "spam")
        .exists()
    )
    return (
        sa.select(RecruitmentRequest.id)
        .join(RequestEvent, RequestEvent.request_id == RecruitmentRequest.id)
        .where(
            RecruitmentRequest.business_id == Business.id,
            RequestEvent.kind == "received",
            RequestEvent.at >= begins,
            RequestEvent.at < ends,
            ~spam,
        )
        .exists()
    )


def _applied(begins: datetime, ends: datetime) -> sa.ColumnElement[bool]:
    return (
        sa.select(SupportedApplication.id)
        .join(SupportedEvent, SupportedEvent.application_id == SupportedApplication.id)
        .where(
            SupportedApplication.business_id == Business.id,
            SupportedEvent.kind == "sent",
            SupportedEvent.at >= begins,
            SupportedEvent.at < ends,
        )
        .exists()
    )
