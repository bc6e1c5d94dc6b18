"""CPR numbers and signed links.

A CPR number is stored twice: as an HMAC with a pepper, to find a person by it, and encrypted,
for the few uses that need it. Everywhere else it is masked.
"""

import base64
import hashlib
import hmac
import re
from datetime import date
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from itsdangerous import URLSafeTimedSerializer

from portal.settings import Settings

CPR_PATTERN = re.compile(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")
# A replacement number adds 60 to the day of birth, so it can never be a real person's.
REPLACEMENT_DAYS = 60


class NotACpr(ValueError):
    """The text is no possible CPR number."""


def parse_cpr(text: str) -> str:
    """The ten digits of a possible CPR number, also of the replacement kind.

    Modulus 11 is not asked for: numbers without it have been issued since 2007.

    Raises:
        NotACpr: when the text has another form or holds no possible date.
    """
    match = CPR_PATTERN.fullmatch(text.strip())
    if match is None:
        raise NotACpr
    digits = match[1] + match[2]
    birth_date(digits)
    return digits


def birth_date(cpr: str) -> date:
    """The date of birth in a CPR number (its seventh digit gives the century).

    Raises:
        NotACpr: when there is no such date.
    """
    day, month, year, seventh = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    if day > REPLACEMENT_DAYS:
        day -= REPLACEMENT_DAYS
    if seventh <= 3 or (seventh in (4, 9) and year >= 37):
        century = 1900
    elif seventh >= 5 and seventh != 9 and year >= 58:
        century = 1800
    else:
        century = 2000
    try:
        return date(century + year, month, day)
    except ValueError:
        raise NotACpr from None


def mask_cpr(text: str) -> str:
    """`text` with the last four digits of everything like a CPR number hidden."""
    return CPR_PATTERN.sub(r"\1-****", text)


def cpr_hmac(settings: Settings, cpr: str) -> bytes:
    """The look-up key of a CPR number that is stored: HMAC-SHA256 with the newest pepper."""
    return cpr_hmacs(settings, cpr)[0]


def cpr_hmacs(settings: Settings, cpr: str) -> list[bytes]:
    """The look-up keys under every pepper, newest first: while one is changed, look for all."""
    return [
        hmac.new(pepper.encode(), cpr.encode(), hashlib.sha256).digest()
        for pepper in settings.ring("cpr_pepper")
    ]


def encrypt_cpr(settings: Settings, cpr: str) -> bytes:
    """The CPR number encrypted and authenticated (Fernet), for storage."""
    return _encrypt(settings, "", cpr)


def decrypt_cpr(settings: Settings, token: bytes) -> str:
    """The CPR number `encrypt_cpr` was given."""
    return _decrypt(settings, "", token)


def seal(settings: Settings, purpose: str, text: str) -> bytes:
    """A secret we must read again, encrypted and authenticated for one purpose."""
    return _encrypt(settings, purpose, text)


def unseal(settings: Settings, purpose: str, sealed: bytes) -> str:
    """The secret `seal` was given."""
    return _decrypt(settings, purpose, sealed)


@lru_cache(maxsize=64)
def key_id(secret: str) -> str:
    """What a key is called where it was used. It tells nothing of the key."""
    return hmac.new(secret.encode(), b"portal key's name", hashlib.sha256).hexdigest()[:8]


def key_of(token: bytes) -> str:
    """The id of the key that made a token; empty for one from before keys had names."""
    name, dot, _ = token.partition(b".")
    return name.decode() if dot else ""


def _encrypt(settings: Settings, purpose: str, text: str) -> bytes:
    newest = settings.ring("cpr_key")[0]
    return key_id(newest).encode() + b"." + _fernet(newest, purpose).encrypt(text.encode())


def _decrypt(settings: Settings, purpose: str, token: bytes) -> str:
    """
    Raises:
        InvalidToken: when no key there is made it.
    """
    name, keys = key_of(token), settings.ring("cpr_key")
    named = [key for key in keys if not name or key_id(key) == name]
    if not named:
        raise InvalidToken
    tried = MultiFernet([_fernet(key, purpose) for key in named])
    return tried.decrypt(token.removeprefix(f"{name}.".encode())).decode()


@lru_cache(maxsize=64)
def _fernet(secret: str, purpose: str) -> Fernet:
    """A key for one purpose; CPR numbers have the one without a name."""
    if purpose:
        key = hmac.new(secret.encode(), f"portal.{purpose}".encode(), hashlib.sha256).digest()
    else:
        key = hashlib.sha256(secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs and reads links for one purpose; a link of another purpose is not valid here.

    The newest secret key signs; what an older one signed is read as well.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    oldest_first = list(reversed(settings.ring("secret_key")))
    return URLSafeTimedSerializer(oldest_first, salt=f"portal.{purpose}")
