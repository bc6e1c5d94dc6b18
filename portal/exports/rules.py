"""How an order stands, and when a worker's silence means that it has gone: pure decisions."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(seconds=90)
"""A worker that has not been heard of for so long is gone. A statement may take a minute."""
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 5
PIECE = 256 * 1024


class State(StrEnum):
    """How an order stands."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"


def state(
    attempts: int,
    expires_at: datetime | None,
    failed_at: datetime | None,
    cancelled_at: datetime | None,
    now: datetime,
) -> State:
    """How an order stands at `now`."""
    if cancelled_at is not None:
        return State.CANCELLED
    if failed_at is not None:
        return State.FAILED
    if expires_at is not None:
        return State.READY if expires_at > now else State.EXPIRED
    return State.MAKING if attempts else State.WAITING


def is_abandoned(called_at: datetime, held_until: datetime | None, now: datetime) -> bool:
    """True when nobody is at an open order, and nobody was told of it just now."""
    return called_at <= now - LEASE and (held_until is None or held_until <= now)


def bounded(pieces: Iterable[bytes], most: int = PIECE) -> Iterator[bytes]:
    """The same bytes in pieces of exactly `most`, but for the last; none is empty."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= most:
            yield bytes(waiting[:most])
            del waiting[:most]
    if waiting:
        yield bytes(waiting)
