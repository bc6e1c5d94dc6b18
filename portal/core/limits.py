"""How often somebody may ask: counted in the database, so that all nodes count together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from hmac import new as keyed_hash
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock
from portal.core.db import Base, db
from portal.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

WINDOW = timedelta(minutes=1)
HOUR = timedelta(hours=1)
HOURLY = "hour:"


class RateWindow(Base):
    """How often somebody has asked in the time that began then. Nobody is named in it."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(primary_key=True)
    """A system's access, or an account or address as a keyed hash."""
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), index=True)
    used: Mapped[int]


class TooOften(Exception):
    """An account did something more often than it may; nothing was done."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Rate:
    """What is left of the time."""

    limit: int
    used: int
    resets_at: datetime

    @property
    def left(self) -> int:
        """How many more may be asked before the time is over."""
        return max(0, self.limit - self.used)

    @property
    def is_exceeded(self) -> bool:
        """True when this one was too many."""
        return self.used > self.limit

    def seconds(self, now: datetime) -> int:
        """How long until it begins anew, at least one."""
        return max(1, int((self.resets_at - now).total_seconds() + 0.999))

    def headers(self, now: datetime) -> dict[str, str]:
        """The same for the one who asks."""
        seconds = self.seconds(now)
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(seconds),
        }
        return found | ({"Retry-After": str(seconds)} if self.is_exceeded else {})


def take(session: Session, key: str, limit: int, now: datetime, window: timedelta = WINDOW) -> Rate:
    """Count one more for `key`: one statement, however many nodes ask at once.

    The caller commits, also when it was too many.
    """
    begins = now - timedelta(seconds=now.timestamp() % window.total_seconds())
    begins = begins.replace(microsecond=0)
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
    return Rate(limit, used, started_at + window)


def used(session: Session, key: str, now: datetime, window: timedelta = WINDOW) -> int:
    """How often `key` has been counted in the present window; asking counts nothing."""
    begins = now - timedelta(seconds=now.timestamp() % window.total_seconds())
    wanted = sa.select(RateWindow.used).where(
        RateWindow.key == key, RateWindow.started_at >= begins.replace(microsecond=0)
    )
    return session.scalar(wanted) or 0


def an_hour(name: str, most: int) -> Callable[[View], View]:
    """Each account may open these views so many times an hour; others are not slowed by it.

    Views with the same `name` are counted together. Goes below the mark that says who may come in.

    Raises:
        TooOften: when the account has done so before; a page says how long to wait.
    """

    def counted(view: View) -> View:
        @wraps(view)
        def counting(*args: Any, **kwargs: Any) -> Any:
            now, settings = clock.now(), current_app.extensions["portal.settings"]
            rate = take(db.session, of_account(settings, name), most, now, HOUR)
            db.session.commit()
            if rate.is_exceeded:
                raise TooOften(rate.seconds(now))
            return view(*args, **kwargs)

        return cast(View, counting)

    return counted


exporting = an_hour("export", 60)
"""For views that give a file of data: nobody reads sixty in an hour, only a program does."""


def of_access(access_id: int) -> str:
    """The key of a system's access."""
    return f"access:{access_id}"


def of_account(settings: Settings, name: str) -> str:
    """The key of what the signed-in person does: a keyed hash, so it names nobody."""
    return HOURLY + _hashed(settings, f"{name} {g.actor.audience} {g.actor.person_id}")


def of_subject(settings: Settings, issuer: str, subject: str) -> str:
    """The key of whoever a provider names, before we know who that is: a keyed hash."""
    return HOURLY + _hashed(settings, f"sign-in {issuer} {subject}")


def of_address(settings: Settings, address: str, now: datetime) -> str:
    """The key of a network address in this minute: a keyed hash, so it names nobody."""
    return "address:" + _hashed(settings, f"{now:%Y%m%d%H%M} {address}")


def _hashed(settings: Settings, text: str) -> str:
    secret = settings.secret_key.get_secret_value().encode()
    return keyed_hash(secret, text.encode(), sha256).hexdigest()[:32]


def forget_old(session: Session, now: datetime) -> None:
    """Delete the minutes and hours that are over."""
    minutes = sa.and_(RateWindow.started_at <= now - WINDOW, RateWindow.key.not_like(f"{HOURLY}%"))
    session.execute(
        sa.delete(RateWindow).where(sa.or_(minutes, RateWindow.started_at <= now - HOUR))
    )
