"""The rules of a day: the notice of a referral, and which areas are short of people."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.openings import rules
from portal.openings.models import Opening, ReferralRule, ShortageArea


def notice(session: Session, day: date) -> timedelta:
    """How long a citizen who is asked on that day has to answer: without a rule the law's day."""
    hours = session.scalar(
        sa.select(ReferralRule.notice_hours)
        .where(ReferralRule.valid_from <= day)
        .order_by(ReferralRule.valid_from.desc())
        .limit(1)
    )
    return timedelta(hours=hours) if hours else rules.A_DAY


def shortage_areas(session: Session, day: date) -> list[str]:
    """The areas that are short of people on that day."""
    return list(
        session.scalars(
            sa.select(ShortageArea.area)
            .where(
                ShortageArea.valid_from <= day,
                sa.or_(ShortageArea.valid_to.is_(None), ShortageArea.valid_to >= day),
            )
            .distinct()
            .order_by(ShortageArea.area)
        )
    )


def end_of(day: date) -> datetime:
    """The last minute of a Danish day, which is the deadline when a day is named as one."""
    return clock.at_local(day, time(23, 59))


def job_until(opening: Opening) -> datetime | None:
    """The last moment to apply; None while there is none."""
    return end_of(opening.apply_by) if opening.apply_by is not None else None
