"""What a token looks like, how it is kept, and how long it works."""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

PREFIX = "jcp_"
"""So that programs that look for lost secrets know ours."""
FORM = re.compile(r"jcp_[A-Za-z0-9_-]{43}")
LIVES = {"90": timedelta(days=90), "365": timedelta(days=365)}
"""How long a token may work, in days. None works for ever."""
OVERLAP = timedelta(days=7)
"""So long the old token works beside the new one."""
NOTED_AFTER = timedelta(minutes=1)
"""Used again so soon, the moment is not written down again."""


def make() -> str:
    """A new token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """What is kept of a token. It is random, so a plain hash can't be searched backwards."""
    return sha256(token.encode()).digest()


def in_header(header: str) -> str | None:
    """The token in an Authorization header, or None when it holds none of ours."""
    kind, _space, token = header.partition(" ")
    token = token.strip()
    return token if kind.lower() == "bearer" and FORM.fullmatch(token) else None


def old_expiry(expires_at: datetime, now: datetime) -> datetime:
    """When a token that has been replaced stops working: soon, and never later than it would."""
    return min(expires_at, now + OVERLAP)
