"""The administrator changes the rule book. A change is a new version; the past keeps its own."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking import queries
from portal.booking.defaults import FIRST_TALK, OWN_WISH
from portal.booking.models import KindRule, Purpose, TalkRule
from portal.booking.refusals import BookingRefusal
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused


@dataclass(frozen=True)
class PurposeWords:
    """What a talk is for and what to bring, in both languages."""

    text_da: str
    text_en: str
    bring_da: str
    bring_en: str


def add_group_version(
    session: Session,
    target_group: str,
    at_risk: bool,
    valid_from: date,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> TalkRule:
    """A group's rule from a day on.

    Raises:
        NotFound: when the group has no rule yet.
        Refused: when the day is today or gone by, or has a version already.
    """
    queries.group_versions(session, target_group, at_risk)
    _must_begin_later(valid_from, now)
    key = (target_group, at_risk, valid_from)
    if session.get(TalkRule, key) is not None:
        raise Refused(BookingRefusal.RULE_ALREADY)
    rule = TalkRule(
        target_group=target_group,
        at_risk=at_risk,
        valid_from=valid_from,
        created_at=now,
        created_by_id=actor.person_id,
        **values,
    )
    session.add(rule)
    name = f"{target_group}{'+risk' if at_risk else ''}"
    _note(session, actor, "add", "talk_rule", name, valid_from, now)
    session.flush()
    return rule


def add_kind_version(
    session: Session,
    kind: str,
    valid_from: date,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> KindRule:
    """The rule of a kind of talk from a day on. Raises as `add_group_version` does."""
    queries.kind_versions(session, kind)
    _must_begin_later(valid_from, now)
    if session.get(KindRule, (kind, valid_from)) is not None:
        raise Refused(BookingRefusal.RULE_ALREADY)
    rule = KindRule(
        kind=kind,
        valid_from=valid_from,
        created_at=now,
        created_by_id=actor.person_id,
        **values,
    )
    session.add(rule)
    _note(session, actor, "add", "talk_kind_rule", kind, valid_from, now)
    session.flush()
    return rule


def take_away(session: Session, rule: TalkRule | KindRule, *, actor: Actor, now: datetime) -> None:
    """Take back a version that has not begun.

    Raises:
        Refused: when it is in force or has been.
    """
    if rule.valid_from <= clock.local_date(now):
        raise Refused(BookingRefusal.RULE_IN_FORCE)
    name = rule.target_group if isinstance(rule, TalkRule) else rule.kind
    session.delete(rule)
    _note(session, actor, "remove", rule.__tablename__, name, rule.valid_from, now)
    session.flush()


def add_purpose(session: Session, words: PurposeWords, *, actor: Actor, now: datetime) -> Purpose:
    """A purpose that inviters can choose from now on."""
    purpose = Purpose(
        code=f"own_{secrets.token_hex(4)}",
        text_da=words.text_da,
        text_en=words.text_en,
        bring_da=words.bring_da,
        bring_en=words.bring_en,
    )
    session.add(purpose)
    audit.record(session, actor, "add", "talk_purpose", purpose.code, now=now)
    session.flush()
    return purpose


def stop_purpose(session: Session, code: str, *, actor: Actor, now: datetime) -> None:
    """Let nobody choose a purpose any more; talks that have it keep it.

    Raises:
        NotFound: when there is no such purpose.
        Refused: when a rule in force or to come uses it.
    """
    purpose = session.get(Purpose, code)
    if purpose is None:
        raise NotFound
    today = clock.local_date(now)
    in_force = queries.rule_book(session, today).groups.values()
    to_come = session.scalars(sa.select(TalkRule).where(TalkRule.valid_from > today))
    used = {FIRST_TALK, OWN_WISH, *(rule.purpose_code for rule in (*in_force, *to_come))}
    if code in used:
        raise Refused(BookingRefusal.PURPOSE_USED)
    purpose.active = False
    audit.record(session, actor, "stop", "talk_purpose", code, now=now)
    session.flush()


def _must_begin_later(valid_from: date, now: datetime) -> None:
    if valid_from <= clock.local_date(now):
        raise Refused(BookingRefusal.RULE_BACKWARDS)


def _note(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    name: str,
    valid_from: date,
    now: datetime,
) -> None:
    audit.record(session, actor, action, subject, name, now=now, valid_from=valid_from.isoformat())
