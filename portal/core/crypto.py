"""CPR numbers and signed links.

A CPR number is stored twice: as an HMAC with a pepper, to find a person by it, and encrypted,
for the few uses that need it. Everywhere else it is masked.
"""

import base64
import hashlib
import hmac
import re
from datetime import date

from cryptography.fernet import Fernet
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
    """The look-up key of a CPR number: HMAC-SHA256 with the pepper."""
    pepper = settings.cpr_pepper.get_secret_value().encode()
    return hmac.new(pepper, cpr.encode(), hashlib.sha256).digest()


def encrypt_cpr(settings: Settings, cpr: str) -> bytes:
    """The CPR number encrypted and authenticated (Fernet), for storage."""
    return _fernet(settings).encrypt(cpr.encode())


def decrypt_cpr(settings: Settings, token: bytes) -> str:
    """The CPR number `encrypt_cpr` was given."""
    return _fernet(settings).decrypt(token).decode()


def _fernet(settings: Settings) -> Fernet:
    secret = settings.cpr_key.get_secret_value().encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))


def seal(settings: Settings, purpose: str, text: str) -> bytes:
    """A secret we must read again, encrypted and authenticated for one purpose."""
    return _sealer(settings, purpose).encrypt(text.encode())


def unseal(settings: Settings, purpose: str, sealed: bytes) -> str:
    """The secret `seal` was given."""
    return _sealer(settings, purpose).decrypt(sealed).decode()


def _sealer(settings: Settings, purpose: str) -> Fernet:
    secret = settings.cpr_key.get_secret_value().encode()
    key = hmac.new(secret, f"portal.{purpose}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs and reads links for one purpose; a link of another purpose is not valid here."""
    secret = current_app.config["SECRET_KEY"]
    return URLSafeTimedSerializer(secret, salt=f"portal.{purpose}")
