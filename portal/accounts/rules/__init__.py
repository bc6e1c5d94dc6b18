"""Pure decisions about sign-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts without a request, and at most; how long its proof is fresh."""

    idle: timedelta
    absolute: timedelta
    proof: timedelta
    """How long the proof of who one is stays good for what can't be undone."""


# `seen_at` is written at most this often, so that reading pages does not write rows.
TOUCH_EVERY = timedelta(seconds=60)
# The provider's clock may be this much beside ours.
CLOCKS_DIFFER = timedelta(seconds=60)


def is_alive(
    seen_at: datetime, ends_at: datetime, revoked_at: datetime | None, limits: Limits, now: datetime
) -> bool:
    """True while a sign-in is neither revoked, idle too long, nor at its absolute end."""
    return revoked_at is None and now < ends_at and now - seen_at < limits.idle


def should_touch(seen_at: datetime, now: datetime) -> bool:
    """True when the last request is old enough to be written down again."""
    return now - seen_at >= TOUCH_EVERY


def is_fresh(proved_at: datetime, asked_at: datetime, now: datetime) -> bool:
    """True when the person proved who they are after we asked, as far as two clocks can tell."""
    return asked_at - CLOCKS_DIFFER <= proved_at <= now + CLOCKS_DIFFER


def proved_at(claims: Mapping[str, object], now: datetime) -> datetime:
    """When a provider saw the person prove who they are; now, when it does not say."""
    told = claims.get("auth_time")
    if not isinstance(told, int) or not 0 < told <= now.timestamp():
        return now
    return datetime.fromtimestamp(told, UTC)


# What stands in a browser's name for itself, the more particular first: many say they are others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """A browser and its system in two words a person knows, without versions; '' when unknown."""
    found = [
        next((word for mark, word in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_WITHIN = timedelta(minutes=5)
"""A logout token is taken this long after it was made."""


def wrong_logout(
    claims: Mapping[str, object], issuer: str, client_id: str, now: datetime
) -> str | None:
    """What is wrong with a provider's logout token, as its refusal's name; None when it holds."""
    meant_for = claims.get("aud")
    events = claims.get("events")
    made, ends = claims.get("iat"), claims.get("exp")
    if claims.get("iss") != issuer:
        return "WRONG_ISSUER"
    if client_id not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        return "WRONG_AUDIENCE"
    if not isinstance(made, int | float) or not _is_near(made, now):
        return "WRONG_TIME"
    if ends is not None and not (isinstance(ends, int | float) and now.timestamp() < ends):
        return "WRONG_TIME"
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        return "NO_LOGOUT"
    named = [claims.get(name) for name in ("sid", "sub") if claims.get(name) is not None]
    texts = all(isinstance(one, str) and 0 < len(one) <= 500 for one in [*named, claims.get("jti")])
    return None if named and texts and "nonce" not in claims else "MALFORMED"


def _is_near(made: float, now: datetime) -> bool:
    late = now.timestamp() - made
    return -CLOCKS_DIFFER.total_seconds() <= late <= LOGOUT_WITHIN.total_seconds()


def sid(claims: Mapping[str, object]) -> str | None:
    """What a provider calls this sign-in of somebody, or None."""
    told = claims.get("sid")
    return told if isinstance(told, str) and 0 < len(told) <= 500 else None
