"""The rule book as it stands on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import LateralFromClause

from portal.accounts.models import Citizen
from portal.booking.models import KindRule, TalkRule
from portal.booking.rules import Terms
from portal.core.errors import NotFound


@dataclass(frozen=True)
class RuleBook:
    """Every rule in force on one day."""

    groups: dict[tuple[str, bool], TalkRule]
    kinds: dict[str, KindRule]

    def rule(self, target_group: str, at_risk: bool) -> TalkRule:
        """The group's rule; for those at risk their own, where there is one.

        Raises:
            NotFound: when the group has none.
        """
        own = self.groups.get((target_group, True)) if at_risk else None
        found = own or self.groups.get((target_group, False))
        if found is None:
            raise NotFound
        return found

    def terms(self, citizen: Citizen, kind: str) -> Terms:
        """What holds for this citizen's talks of a kind.

        Raises:
            NotFound: when there is no rule for the group or the kind.
        """
        if kind not in self.kinds:
            raise NotFound
        return terms_of(self.rule(citizen.target_group, citizen.at_risk), self.kinds[kind])


def rule_book(session: Session, day: date) -> RuleBook:
    """The rules in force on `day`: two statements."""
    groups = session.scalars(
        sa.select(TalkRule)
        .where(TalkRule.valid_from <= day)
        .ext(distinct_on(TalkRule.target_group, TalkRule.at_risk))
        .order_by(TalkRule.target_group, TalkRule.at_risk, TalkRule.valid_from.desc())
    )
    kinds = session.scalars(
        sa.select(KindRule)
        .where(KindRule.valid_from <= day)
        .ext(distinct_on(KindRule.kind))
        .order_by(KindRule.kind, KindRule.valid_from.desc())
    )
    return RuleBook({(r.target_group, r.at_risk): r for r in groups}, {k.kind: k for k in kinds})


def rule_in_force(today: date | sa.ColumnElement[date]) -> LateralFromClause:
    """The rule of a `Citizen` of the enclosing statement on `today`."""
    return (
        sa.select(TalkRule)
        .where(
            TalkRule.target_group == Citizen.target_group,
            TalkRule.at_risk <= Citizen.at_risk,
            TalkRule.valid_from <= today,
        )
        .order_by(TalkRule.at_risk.desc(), TalkRule.valid_from.desc())
        .limit(1)
        .correlate(Citizen)
        .lateral()
    )


def kind_in_force(
    kind: sa.ColumnElement[str], today: date | sa.ColumnElement[date]
) -> LateralFromClause:
    """The rule of the kind of talk that the enclosing statement names, on `today`."""
    return (
        sa.select(KindRule)
        .where(KindRule.kind == kind, KindRule.valid_from <= today)
        .order_by(KindRule.valid_from.desc())
        .limit(1)
        .lateral()
    )


# The columns of both rules that say how a talk is held; the others say where the rules come from.
GROUP_TERMS = (
    "talk_minutes",
    "channels",
    "self_booking",
    "max_changes",
    "answer_within_days",
    "notice_days",
    "book_before_hold_days",
    "cancel_until_hours",
    "remind_hours_before",
    "first_within_days",
    "early_within_days",
    "early_until_days",
    "next_within_days",
)
KIND_TERMS = (
    "kind",
    "lead_hours",
    "horizon_days",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "channels",
    "self_bookable",
)


def terms_of(rule: TalkRule, kind: KindRule) -> Terms:
    """What the group's rule and that of the kind of talk say together.

    Rows of `GROUP_TERMS` and `KIND_TERMS` do as well.
    """
    return Terms(
        minutes=rule.talk_minutes,
        lead=timedelta(hours=kind.lead_hours),
        horizon_days=kind.horizon_days,
        buffer_before=timedelta(minutes=kind.buffer_before_minutes),
        buffer_after=timedelta(minutes=kind.buffer_after_minutes),
        channels=tuple(c for c in rule.channels if c in kind.channels),
        self_booking=rule.self_booking and kind.self_bookable,
        max_changes=rule.max_changes,
        answer_within_days=rule.answer_within_days,
        notice_days=rule.notice_days,
        book_before_hold_days=rule.book_before_hold_days,
        cancel_until=timedelta(hours=rule.cancel_until_hours),
        remind_before=tuple(timedelta(hours=hours) for hours in rule.remind_hours_before),
        first_within_days=rule.first_within_days,
        early_within_days=rule.early_within_days,
        early_until_days=rule.early_until_days,
        next_within_days=rule.next_within_days,
    )
