"""What is wrong with an installation, in words. The command and the worker ask; the page reads.

A check answers with findings: a code that `words.py` turns into a sentence, how bad it is, and
values that hold no personal data. A check that fails in a way nobody thought of is a finding too.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from portal.operations.doctor import database, outside, service, work
from portal.operations.findings import Finding, State
from portal.settings import Settings

__all__ = ["Finding", "State", "examine"]

IN_DATABASE: tuple[Callable[[Session, Settings, datetime], Iterator[Finding]], ...] = (
    database.server,
    database.role,
    database.shape,
    database.parts,
    database.clock_skew,
    work.worker,
    work.jobs,
    work.messages,
    work.backups,
    service.times,
    service.enquiries,
)
OUTSIDE: tuple[Callable[[Settings, datetime], Iterator[Finding]], ...] = (
    outside.settings_of,
    outside.mail,
    outside.providers,
    outside.certificate,
    outside.disk,
    outside.scanner,
    outside.digital_post,
)


def examine(
    open_session: Callable[[], Session], settings: Settings, tell_time: Callable[[], datetime]
) -> list[Finding]:
    """Everything there is to say about the installation, in a fixed order."""
    found: list[Finding] = []
    try:
        session = open_session()
        found += database.reached(session)
    except Exception as error:  # whatever keeps us out is what is to be said
        found.append(_unreachable(error))
    else:
        for check in IN_DATABASE:
            try:
                found += check(session, settings, tell_time())
            except Exception as error:
                session.rollback()
                found.append(_failed(check.__name__, error))
    for look in OUTSIDE:
        try:
            found += look(settings, tell_time())
        except Exception as error:
            found.append(_failed(look.__name__, error))
    return found


def _unreachable(error: Exception) -> Finding:
    return Finding("database", "database_away", State.ERROR, {"reason": type(error).__name__})


def _failed(name: str, error: Exception) -> Finding:
    values = {"check": name, "reason": type(error).__name__}
    return Finding(name, "check_failed", State.ERROR, values)
