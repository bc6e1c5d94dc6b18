"""The survey's keys: the newest makes new marks, links and waves, older ones still open theirs.

A wave keeps the keys it began with, so a change of keys in the middle of a quarter loses no link
and counts nobody twice. A key can be forgotten when the last wave that began with it is over.
"""

import hashlib
import hmac
import uuid
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import current_app
from itsdangerous import URLSafeTimedSerializer

from portal.settings import Settings
from portal.surveys import sealing

PURPOSE = "survey"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings


def mark_keys() -> tuple[str, ...]:
    """The secrets that make marks, codes and links, newest first."""
    return _settings().survey_secrets()


@lru_cache(maxsize=32)
def name_of(key: str) -> str:
    """What a wave calls the key it began with. It tells nothing of the key."""
    return hmac.new(key.encode(), b"survey key's name", hashlib.sha256).hexdigest()[:16]


def named(name: str) -> str | None:
    """The key of that name, if the portal still has it; waves older than names have the oldest."""
    keys = mark_keys()
    return next((key for key in keys if name_of(key) == name), None if name else keys[-1])


def mark(key: str, invitation_id: uuid.UUID) -> bytes:
    """The mark that says an invitation is spent. Only who has the key can compute it."""
    return hmac.new(key.encode(), b"survey spent " + invitation_id.bytes, hashlib.sha256).digest()


def marks(invitation_id: uuid.UUID) -> list[bytes]:
    """The marks of an invitation under every key there is."""
    return [mark(key, invitation_id) for key in mark_keys()]


def code_hash(key: str, code: str) -> bytes:
    """What stands in the database for a reception code."""
    return hmac.new(key.encode(), b"survey code " + code.encode(), hashlib.sha256).digest()


def link_signer() -> URLSafeTimedSerializer:
    """Signs links with the newest key and reads those of every key there is."""
    return _signer(mark_keys())


@lru_cache(maxsize=8)
def _signer(keys: tuple[str, ...]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(keys)), salt=f"portal.{PURPOSE}")


def newest_public() -> bytes:
    """The public key a new wave's answers are sealed to."""
    return _public(_settings().survey_opening_secrets()[0])


@lru_cache(maxsize=32)
def _public(secret: str) -> bytes:
    return sealing.opening_key(secret).public_key().public_bytes_raw()


def openers() -> list[X25519PrivateKey]:
    """The private keys this process was given, newest first."""
    settings = _settings()
    secrets = dict.fromkeys(settings.survey_opening_secrets() + settings.survey_secrets())
    return [sealing.opening_key(secret) for secret in secrets]
