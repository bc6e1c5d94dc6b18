"""What is said in a thread, page by page, and the files that came with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from portal.core.access import Actor, Audience
from portal.messages.models import MessageFile, ThreadMessage
from portal.messages.queries import threads

PAGE = 30


@dataclass(frozen=True)
class Shown:
    """One page of a thread, the oldest message first; the last page holds the newest."""

    messages: list[ThreadMessage]
    number: int
    pages: int
    total: int
    last_staff_id: int | None
    """Who of staff wrote, or was written to, last: whoever has the thread now may be another."""


def from_other_side(audience: Audience) -> sa.ColumnElement[bool]:
    """What the other side wrote, seen from this one."""
    if audience is Audience.CITIZEN:
        return ThreadMessage.staff_id.is_not(None)
    return ThreadMessage.staff_id.is_(None)


def shown(session: Session, thread_id: int, audience: Audience, page: int | None) -> Shown:
    """A page of a thread that may be seen, in two statements.

    Without a number it is the page of the first unread message, else the last.
    """
    of_thread = ThreadMessage.thread_id == thread_id
    first_unread = (
        sa.select(sa.func.min(ThreadMessage.id))
        .where(of_thread, ThreadMessage.read_at.is_(None), from_other_side(audience))
        .scalar_subquery()
    )
    last_staff = (
        sa.select(sa.func.coalesce(ThreadMessage.staff_id, ThreadMessage.to_staff_id))
        .where(of_thread)
        .order_by(ThreadMessage.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    total, read, has_unread, last_staff_id = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(ThreadMessage.id < first_unread),
            first_unread.is_not(None),
            last_staff,
        ).where(of_thread)
    ).one()
    pages = max(1, -(-total // PAGE))
    wanted = page or (read // PAGE + 1 if has_unread else pages)
    number = max(1, min(wanted, pages))
    messages = session.scalars(
        sa.select(ThreadMessage)
        .where(of_thread)
        .options(joinedload(ThreadMessage.staff), joinedload(ThreadMessage.read_by))
        .order_by(ThreadMessage.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .execution_options(populate_existing=True)
    )
    return Shown(list(messages), number, pages, total, last_staff_id)


def files_of(session: Session, message_ids: Iterable[int]) -> dict[int, list[MessageFile]]:
    """The files of messages, by message, without their content."""
    found: dict[int, list[MessageFile]] = defaultdict(list)
    rows = session.scalars(
        sa.select(MessageFile)
        .where(MessageFile.message_id.in_(list(message_ids)))
        .order_by(MessageFile.id)
    )
    for one in rows:
        assert one.message_id is not None
        found[one.message_id].append(one)
    return dict(found)


def draft_files(session: Session, key: str) -> list[MessageFile]:
    """The files chosen in a form that is not sent yet."""
    return list(
        session.scalars(
            sa.select(MessageFile)
            .where(MessageFile.key == key, MessageFile.message_id.is_(None))
            .order_by(MessageFile.id)
        )
    )


def file_for(
    session: Session, actor: Actor, file_id: int, now: datetime
) -> tuple[MessageFile, threads.Row] | None:
    """A fit file with its content, if the actor may see the thread it was sent in."""
    found = session.execute(
        sa.select(MessageFile, ThreadMessage.thread_id)
        .join(ThreadMessage, ThreadMessage.id == MessageFile.message_id)
        .where(MessageFile.id == file_id, MessageFile.state == "fit")
    ).one_or_none()
    row = found and threads.thread(session, actor, found.thread_id, now)
    if not found or not row:
        return None
    # Only now is the content read: nobody makes us carry what they may not have.
    file = session.scalars(
        sa.select(MessageFile)
        .where(MessageFile.id == file_id)
        .options(undefer(MessageFile.content))
        .execution_options(populate_existing=True)
    ).one()
    return file, row
