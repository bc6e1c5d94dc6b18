"""How often somebody may ask: counted in the database, so that all nodes count together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as keyed_hash

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.settings import Settings
from portal.systems.models import RateWindow

WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Rate:
    """What is left of a minute."""

    limit: int
    used: int
    resets_at: datetime

    @property
    def left(self) -> int:
        """How many more may be asked before the minute is over."""
        return max(0, self.limit - self.used)

    @property
    def is_exceeded(self) -> bool:
        """True when this one was too many."""
        return self.used > self.limit

    def headers(self, now: datetime) -> dict[str, str]:
        """The same for the one who asks."""
        seconds = max(1, int((self.resets_at - now).total_seconds() + 0.999))
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(seconds),
        }
        return found | ({"Retry-After": str(seconds)} if self.is_exceeded else {})


def take(session: Session, key: str, limit: int, now: datetime) -> Rate:
    """Count one more for `key`: one statement, however many nodes ask at once.

    The caller commits, also when it was too many.
    """
    begins = now.replace(second=0, microsecond=0)
    add = insert(RateWindow).values(key=key, started_at=begins, used=1)
    same = RateWindow.started_at >= add.excluded.started_at
    started_at, used = session.execute(
        add.on_conflict_do_update(
            index_elements=[RateWindow.key],
            set_={
                "used": sa.case((same, RateWindow.used + 1), else_=1),
                "started_at": sa.func.greatest(RateWindow.started_at, add.excluded.started_at),
            },
        ).returning(RateWindow.started_at, RateWindow.used)
    ).one()
    return Rate(limit, used, started_at + WINDOW)


def of_access(access_id: int) -> str:
    """The key of a system's access."""
    return f"access:{access_id}"


def of_address(settings: Settings, address: str, now: datetime) -> str:
    """The key of a network address in this minute: a keyed hash, so it names nobody."""
    minute = now.strftime("%Y%m%d%H%M")
    secret = settings.secret_key.get_secret_value().encode()
    return "address:" + keyed_hash(secret, f"{minute} {address}".encode(), sha256).hexdigest()[:32]


def forget_old(session: Session, now: datetime) -> None:
    """Delete the minutes that are over."""
    session.execute(sa.delete(RateWindow).where(RateWindow.started_at <= now - WINDOW))
