"""Answers that wait are sealed to a public key: who takes them in can't open them again.

X25519 with a key of its own for each answer, ChaCha20-Poly1305, and always the same size. The
opening key is the worker's alone; the public one stands on the wave.
"""

import hashlib
import json
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from portal.surveys.models.codes import SEALED_SIZE

PUBLIC, TAG = 32, 16
ROOM = SEALED_SIZE - PUBLIC - TAG
NONCE = bytes(12)  # each key seals one answer


class TooLong(ValueError):
    """What is to be sealed does not fit."""


class Unreadable(ValueError):
    """Not sealed to this key, or changed since."""


class Content(NamedTuple):
    """What one sealed answer holds: the cells it is counted in, its values, its words."""

    cells: tuple[int, ...]
    values: tuple[int | None, ...]
    words: str = ""


def opening_key(secret: str) -> X25519PrivateKey:
    """The private key that a secret of the installation stands for."""
    seed = hashlib.sha256(b"survey opening key\0" + secret.encode()).digest()
    return X25519PrivateKey.from_private_bytes(seed)


def seal(public: bytes, content: Content) -> bytes:
    """`content`, readable only with the opening key behind `public`.

    Raises:
        TooLong: when the words are too many.
    """
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > ROOM:
        raise TooLong
    own = X25519PrivateKey.generate()
    named = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    cipher = ChaCha20Poly1305(_key(named, public, shared))
    return named + cipher.encrypt(NONCE, plain.ljust(ROOM), None)


def unseal(private: X25519PrivateKey, sealed: bytes) -> Content:
    """What was sealed.

    Raises:
        Unreadable: when it was sealed to another key, or is not whole.
    """
    named, box = sealed[:PUBLIC], sealed[PUBLIC:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(named))
        public = private.public_key().public_bytes_raw()
        plain = ChaCha20Poly1305(_key(named, public, shared)).decrypt(NONCE, box, None)
    except (InvalidTag, ValueError):
        raise Unreadable from None
    cells, values, words = json.loads(plain)
    return Content(tuple(cells), tuple(values), words)


def _key(named: bytes, public: bytes, shared: bytes) -> bytes:
    return hashlib.sha256(b"survey seal\0" + named + public + shared).digest()
