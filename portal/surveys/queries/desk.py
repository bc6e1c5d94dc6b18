"""The read side of the pages around the survey."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core import clock
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.surveys.models import (
    CallWish,
    Invitation,
    OpenAnswer,
    OptOut,
    PaperEntry,
    Wave,
)
from portal.surveys.queries.counts import numbers
from portal.surveys.rules import Contact

UNSERVED = ("withdrawn", "spam", "duplicate")
SHOWN_FOR = timedelta(days=30)


class Desk(NamedTuple):
    """What waits at the survey's desk."""

    words: int
    calls: int
    late_calls: int
    papers: int


class Words(NamedTuple):
    """What people wrote in a quarter, as far as it may be read."""

    quarter_start: date
    answers: list[str]


def is_asked(session: Session, citizen_id: int) -> bool:
    """False when the citizen has asked not to be."""
    return not session.scalar(sa.select(sa.exists().where(OptOut.citizen_id == citizen_id)))


def may_be_asked(citizen: Any, business_user: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """That neither the citizen nor the business user of a row has asked not to be asked."""
    return (
        ~sa.exists().where(OptOut.citizen_id == citizen),
        ~sa.exists().where(OptOut.business_user_id == business_user),
    )


def of_closed_wave(wave_id: Any) -> sa.ColumnElement[bool]:
    """That a row's wave is closed."""
    return sa.exists().where(Wave.id == wave_id, Wave.closed)


def businesses_not_yet_asked(session: Session, wave: Wave, now: datetime) -> list[Contact]:
    """The active contact persons of businesses that were served, who are not in `wave`.

    A request that was withdrawn, or was no enquiry of its own, is no service to ask about.
    """
    ended = aliased(RequestEvent)
    unserved = sa.exists().where(
        ended.request_id == RecruitmentRequest.id,
        ended.kind.in_(UNSERVED),
        ended.at <= now,
    )
    first = sa.func.min(RequestEvent.at).filter(RequestEvent.kind == "received")
    last = sa.func.max(RequestEvent.at).filter(RequestEvent.kind == "closed")
    requests = (
        sa.select(RecruitmentRequest.business_id, first.label("first"), last.label("last"))
        .join(RequestEvent, RequestEvent.request_id == RecruitmentRequest.id)
        .where(RequestEvent.at <= now, ~unserved)
        .group_by(RecruitmentRequest.business_id)
        .subquery()
    )
    asked = (
        sa.select(sa.func.max(Invitation.invited_at))
        .where(Invitation.business_user_id == BusinessUser.id)
        .correlate(BusinessUser)
        .scalar_subquery()
    )
    invited = sa.exists().where(
        Invitation.wave_id == wave.id, Invitation.business_user_id == BusinessUser.id
    )
    found = session.execute(
        sa.select(BusinessUser.id, asked, requests.c.last, requests.c.first)
        .join(requests, requests.c.business_id == BusinessUser.business_id)
        .where(
            BusinessUser.active,
            ~invited,
            ~sa.exists().where(OptOut.business_user_id == BusinessUser.id),
        )
        .order_by(BusinessUser.id)
    )
    return [Contact(one, *(_day(moment) for moment in moments)) for one, *moments in found]


def _day(moment: datetime | None) -> date | None:
    return clock.local_date(moment) if moment else None


def words_to_check(session: Session, most: int) -> list[OpenAnswer]:
    """Answers nobody has read yet, in the order of their random ids."""
    unread = _to_check(sa.select(OpenAnswer)).order_by(OpenAnswer.id).limit(most)
    return list(session.scalars(unread))


def words_waiting(session: Session) -> int:
    """How many answers nobody has read yet."""
    return session.scalar(_to_check(sa.select(sa.func.count()).select_from(OpenAnswer))) or 0


def _to_check(query: Any) -> Any:
    return query.where(OpenAnswer.state == "waiting", OpenAnswer.words != "")


def known_names(session: Session) -> frozenset[str]:
    """Every word of the names of staff and citizens, small: a hint to whoever reads."""
    names = session.scalars(
        sa.select(sa.func.lower(Staff.name)).union(sa.select(sa.func.lower(Citizen.real_name)))
    )
    return frozenset(word for name in names for word in name.split() if len(word) > 2)


def published_words(session: Session, now: datetime) -> list[Words]:
    """The quarters in which enough was let through, newest first, each in the order of its ids."""
    found = session.execute(
        sa.select(Wave.quarter_start, OpenAnswer.released)
        .join(Wave, Wave.id == OpenAnswer.wave_id)
        .where(Wave.questionnaire == "citizen", OpenAnswer.state == "released")
        .order_by(Wave.quarter_start.desc(), OpenAnswer.id)
    )
    quarters: dict[date, list[str]] = {}
    for quarter, words in found:
        quarters.setdefault(quarter, []).append(words)
    least = numbers(session, clock.local_date(now)).open_least
    return [Words(quarter, said) for quarter, said in quarters.items() if len(said) >= least]


def call_wishes(session: Session, today: date) -> list[tuple[CallWish, str | None]]:
    """Who wants to be called, the most urgent first; then who was called lately, and by whom."""
    found = session.execute(
        sa.select(CallWish, Staff.name)
        .outerjoin(Staff, Staff.id == CallWish.called_by_id)
        .where(sa.or_(CallWish.called_on.is_(None), CallWish.called_on > today - SHOWN_FOR))
        .order_by(
            CallWish.called_on.is_not(None),
            CallWish.called_on.desc(),
            CallWish.due_on,
            CallWish.id,
        )
    )
    return [(wish, name) for wish, name in found]


def desk(session: Session, today: date) -> Desk:
    """What waits at the survey's desk, in one statement."""
    open_calls = sa.select(sa.func.count()).where(CallWish.called_on.is_(None))
    row = session.execute(
        sa.select(
            _to_check(sa.select(sa.func.count()).select_from(OpenAnswer)).scalar_subquery(),
            open_calls.scalar_subquery(),
            open_calls.where(CallWish.due_on < today).scalar_subquery(),
            sa.select(sa.func.count()).select_from(PaperEntry).scalar_subquery(),
        )
    ).one()
    return Desk(*row)
