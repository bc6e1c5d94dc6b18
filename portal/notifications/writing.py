"""Use case: an administrator writes a message's words anew. The old versions are kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.notifications import queries, texts
from portal.notifications.models import MessageText
from portal.notifications.refusals import TextRefusal


def write(
    session: Session,
    kind: str,
    language: str,
    words: texts.Template | None,
    *,
    replaces: int,
    actor: Actor,
    now: datetime,
) -> MessageText:
    """A new version of a kind's words; None goes back to those the portal comes with.

    `replaces` is the version the administrator has seen, 0 when there was none. Messages already
    queued keep their words.

    Raises:
        NotFound: when there is no such kind or language.
        Refused: when somebody else has written a version meanwhile.
    """
    if kind not in texts.KINDS or language not in ("da", "en"):
        raise NotFound
    # Two administrators wait for each other, so that neither overwrites the other unseen.
    key = sa.func.hashtext(f"message_text:{kind}:{language}")
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    newest = next(iter(queries.versions(session, kind, language)), None)
    if (newest.version if newest else 0) != replaces:
        raise Refused(TextRefusal.CHANGED_MEANWHILE)
    row = MessageText(
        kind=kind,
        language=language,
        version=replaces + 1,
        subject=words.subject if words else None,
        body=words.body if words else None,
        written_by_id=actor.person_id,
        written_at=now,
    )
    session.add(row)
    audit.record(session, actor, "write", "message_text", f"{kind}:{language}", now=now)
    session.flush()
    return row
