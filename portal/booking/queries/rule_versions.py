"""The rule book's history: every version of a rule, and whom it is for."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import KindRule, Purpose, Resource, TalkRule
from portal.core.calendar import ClosingDay
from portal.core.errors import NotFound

Rule = TypeVar("Rule", TalkRule, KindRule)


def group_versions(session: Session, target_group: str, at_risk: bool) -> Sequence[TalkRule]:
    """Every version of a group's rule, the newest first.

    Raises:
        NotFound: when the group has none.
    """
    found = session.scalars(
        sa.select(TalkRule)
        .where(TalkRule.target_group == target_group, TalkRule.at_risk == at_risk)
        .order_by(TalkRule.valid_from.desc())
    ).all()
    if not found:
        raise NotFound
    return found


def kind_versions(session: Session, kind: str) -> Sequence[KindRule]:
    """Every version of the rule of a kind of talk, the newest first.

    Raises:
        NotFound: when there is no such kind.
    """
    found = session.scalars(
        sa.select(KindRule).where(KindRule.kind == kind).order_by(KindRule.valid_from.desc())
    ).all()
    if not found:
        raise NotFound
    return found


def in_force(versions: Sequence[Rule], today: date) -> Rule:
    """The version that holds today; the first to come when none does yet."""
    return next((one for one in versions if one.valid_from <= today), versions[-1])


def citizens_under(session: Session, target_group: str, at_risk: bool) -> int:
    """How many citizens a group's rule is for; those at risk have their own where there is one."""
    own_for_risk = sa.exists().where(TalkRule.target_group == target_group, TalkRule.at_risk)
    of_group = Citizen.target_group == target_group
    ours = Citizen.at_risk if at_risk else sa.or_(~Citizen.at_risk, ~own_for_risk)
    return session.scalar(sa.select(sa.func.count()).where(of_group, ours)) or 0


def every_purpose(session: Session) -> Sequence[Purpose]:
    """Those that can be chosen first, then those that no longer can."""
    return session.scalars(
        sa.select(Purpose).order_by(Purpose.active.desc(), Purpose.text_da)
    ).all()


def every_resource(session: Session) -> Sequence[Resource]:
    """Rooms and video lines, those in use first."""
    return session.scalars(
        sa.select(Resource).order_by(Resource.active.desc(), Resource.kind, Resource.name)
    ).all()


def closing_days(session: Session, since: date) -> Sequence[ClosingDay]:
    """The job centre's own closing days from a day on, in order."""
    return session.scalars(
        sa.select(ClosingDay).where(ClosingDay.day >= since).order_by(ClosingDay.day)
    ).all()
