"""Drawing a month's looks, and signing them off."""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.caseload import queries as caseload
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refusal, Refused
from portal.privacy.access_log import rules
from portal.privacy.access_log.models import AccessSample, SampledLook
from portal.settings import Settings

# The lines of a month in which staff looked at a citizen. Checking itself is not checked again.
_POPULATION = f"""
    FROM audit_event
    WHERE at >= :since AND at < :until AND audience = 'staff' AND citizen_id IS NOT NULL
      AND {audit.IS_LOOK} AND subject <> 'access_log'
"""
# Each beginning of a look at another team's citizen; of protected people the first look of each
# who looked, each day; and by lot so many of the rest. The lot is drawn by a number that can be
# made again, but not be known beforehand without the portal's key.
_DRAW = f"""
    WITH outside AS (
        SELECT id {_POPULATION} AND look_id IS NOT NULL AND action = 'open'
    ), hidden AS (
        SELECT min(id) AS id {_POPULATION}
          AND citizen_id IN (SELECT id FROM citizen WHERE protected_from IS NOT NULL)
        GROUP BY person_id, citizen_id, (at AT TIME ZONE 'Europe/Copenhagen')::date
    ), lot AS (
        SELECT id {_POPULATION} AND look_id IS NULL
        ORDER BY md5(:seed || id::text) LIMIT :size
    )
    INSERT INTO access_sample_look (month, event_id, why)
    SELECT :month, id, min(why) FROM (
        SELECT id, 'outside' AS why FROM outside
        UNION ALL SELECT id, 'protected' FROM hidden
        UNION ALL SELECT id, 'random' FROM lot
    ) AS every GROUP BY id
    ON CONFLICT ON CONSTRAINT access_sample_look_once DO NOTHING
"""  # noqa: S608  # nothing of it comes from outside


class SampleRefusal(Refusal):
    """Why a look can't be signed off."""

    OWN_LOOK = _l("It is your own look. Somebody else must sign it off.")
    SIGNED = _l("It is signed off already.")
    NO_QUESTION = _l("Write what there is to ask about.")


def seed_of(settings: Settings, month: date) -> str:
    """The number a month's lot is drawn with."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"access-sample:{month}".encode(), hashlib.sha256).hexdigest()


def draw(session: Session, settings: Settings, month: date, now: datetime) -> int | None:
    """Draw the looks of a month that is over; None when it was drawn before.

    The same month is drawn the same, whoever asks and how often.
    """
    rule = caseload.rule(session, clock.local_date(now))
    span: dict[str, Any] = {
        "since": clock.start_of_day(month),
        "until": clock.start_of_day(rules.month_after(month)),
    }
    session.execute(sa.text("SET LOCAL statement_timeout = '10min'"))
    made = session.execute(
        insert(AccessSample)
        .values(
            month=month,
            drawn_at=now,
            due_on=clock.local_date(now) + timedelta(days=rule.sample_days),
            looks=session.scalar(sa.text(f"SELECT count(*) {_POPULATION}"), span) or 0,
        )
        .on_conflict_do_nothing()
        .returning(AccessSample.month)
    ).one_or_none()
    if made is None:
        return None
    values = span | {"seed": seed_of(settings, month), "size": rule.sample_size, "month": month}
    session.execute(sa.text(_DRAW), values)
    drawn = session.scalar(
        sa.select(sa.func.count()).select_from(SampledLook).where(SampledLook.month == month)
    )
    audit.record(session, None, "draw", "access_sample", month.isoformat(), now=now, drawn=drawn)
    session.flush()
    return drawn or 0


def sign(
    session: Session, actor: Actor, look_id: int, verdict: str, note: str, *, now: datetime
) -> SampledLook:
    """Say of a drawn look that it is in order, or what there is to ask.

    Raises:
        NotFound: when there is no such look.
        Refused: when it is the auditor's own, or signed off already, or asks nothing.
    """
    found = session.scalar(
        sa.select(SampledLook).where(SampledLook.id == look_id).with_for_update()
    )
    if found is None:
        raise NotFound
    if found.verdict is not None:
        raise Refused(SampleRefusal.SIGNED)
    whose = session.execute(
        sa.select(audit.AuditEvent.audience, audit.AuditEvent.person_id).where(
            audit.AuditEvent.id == found.event_id
        )
    ).one_or_none()
    if whose is not None and tuple(whose) == ("staff", actor.person_id):
        raise Refused(SampleRefusal.OWN_LOOK)
    if verdict == "ask" and not note:
        raise Refused(SampleRefusal.NO_QUESTION)
    found.verdict, found.note = verdict, note
    found.signed_by_id, found.signed_at = actor.person_id, now
    audit.record(session, actor, "sign", "access_sample", look_id, now=now, verdict=verdict)
    session.flush()
    return found


def note_check(session: Session, actor: Actor, citizen_ids: set[int], *, now: datetime) -> None:
    """Write down that an auditor has seen who looked at these citizens."""
    for citizen_id in sorted(citizen_ids):
        audit.record(session, actor, "read", "access_log", now=now, citizen_id=citizen_id)
    session.flush()
