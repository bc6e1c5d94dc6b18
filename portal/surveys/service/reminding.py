"""Use case: remind those who have not answered, in one batch.

Who has answered is worked out in memory, from all marks of the wave read at once; nothing is
written about it. The batch goes out together, so nobody can remind one person and watch the next
answer come. Some of those who have answered get the reminder too, by lot: whoever sees the list
of messages can't tell from one that its reader has kept silent.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.notifications import service as notifications
from portal.surveys import keys, queries
from portal.surveys.models import Invitation, ReminderRound, SpentLink, Wave
from portal.surveys.rules import Numbers, batch_day, invited_before, shown
from portal.surveys.service.codes import code_of
from portal.surveys.service.inviting import paths_of, reader_of


def remind_due(session: Session, *, now: datetime) -> int:
    """Send this week's batches of every open wave, if they have not gone; returns how many went.

    A week in which the worker was away on the day is made up for the next day it runs. Batches
    smaller than the setting wait for the next week's.
    """
    today = clock.local_date(now)
    numbers = queries.numbers(session, today)
    day = batch_day(today, numbers.reminder_weekday)
    sent = 0
    for wave in session.scalars(sa.select(Wave).where(~Wave.closed).order_by(Wave.id)):
        spent: set[bytes] | None = None
        for number in (1, 2):
            due = _take_batch(session, wave, number, day, numbers, now)
            if due and spent is None:
                spent = _marks(session, wave)
            reminded = _to_remind(due, spent or set(), number, numbers)
            paths = paths_of(session, reminded)
            for invitation in reminded:
                _tell(session, wave, invitation, number, paths[invitation.id], now)
            sent += len(reminded)
    return sent


def _take_batch(
    session: Session, wave: Wave, number: int, day: date, numbers: Numbers, now: datetime
) -> list[Invitation]:
    """Those whose reminder of that number is due, each in one batch only; none if too few."""
    until = clock.start_of_day(invited_before(day, number, numbers))
    earlier = session.scalar(
        sa.select(sa.func.max(ReminderRound.invited_until)).where(
            ReminderRound.wave_id == wave.id, ReminderRound.number == number
        )
    )
    if earlier is not None and earlier >= until:
        return []
    due = session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.wave_id == wave.id,
            Invitation.invited_at < until,
            sa.true() if earlier is None else Invitation.invited_at >= earlier,
            Invitation.expires_at > now + timedelta(days=1),
            *queries.may_be_asked(Invitation.citizen_id, Invitation.business_user_id),
        )
        .order_by(Invitation.id)  # random ids: the order says nothing
    ).all()
    if len(due) < numbers.reminder_least:
        return []
    taken = session.execute(
        insert(ReminderRound)
        .values(wave_id=wave.id, number=number, invited_until=until)
        .on_conflict_do_nothing()
        .returning(ReminderRound.number)
    ).one_or_none()
    return list(due) if taken else []


def _marks(session: Session, wave: Wave) -> set[bytes]:
    return set(session.scalars(sa.select(SpentLink.mark).where(SpentLink.wave_id == wave.id)))


def _to_remind(
    due: Iterable[Invitation], spent: set[bytes], number: int, numbers: Numbers
) -> list[Invitation]:
    return [
        one
        for one in due
        if spent.isdisjoint(keys.marks(one.id))
        or _lot(one.id, number) < numbers.reminder_others_percent
    ]


def _lot(invitation_id: uuid.UUID, number: int) -> float:
    """0 to 100; the same again when a batch is tried again, and nobody's guess without the key."""
    key = keys.mark_keys()[0].encode()
    drawn = hmac.new(key, b"survey lot %d " % number + invitation_id.bytes, hashlib.sha256)
    return int.from_bytes(drawn.digest()[:8], "big") / 2**64 * 100


def _tell(
    session: Session,
    wave: Wave,
    invitation: Invitation,
    number: int,
    path: str,
    now: datetime,
) -> None:
    audience, recipient_id = reader_of(invitation)
    notifications.tell(
        session,
        event=f"survey:{wave.questionnaire}:{wave.quarter_start.isoformat()}:reminder{number}",
        kind="survey_reminder",
        audience=audience,
        recipient_id=recipient_id,
        now=now,
        path=path,
        code=shown(code_of(invitation.id)),
    )
