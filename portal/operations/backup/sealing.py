"""Streams to and from sealed files (age, https://age-encryption.org), with the hash of each side.

Whoever can seal can't open: the machine that makes backups holds public keys only. Since anybody
can seal for a public key, the manifest that names a file's hash is signed (`catalogue.py`).
"""

import hashlib
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage

from portal.settings import Settings, words_of

GZIP = 31  # zlib's word for the gzip format
QUICK = 1
CHUNK = 1024 * 1024


class BackupError(Exception):
    """A backup can't be made, verified or restored; the text says in one sentence why."""


class Readable(Protocol):
    """Anything with `read`."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes; none at the end."""


@dataclass(frozen=True)
class Sealed:
    """What a sealed file is, and what is in it."""

    name: str
    bytes: int
    sha256: str
    content_sha256: str


class _Hashing:
    """Passes bytes on and keeps their hash and number."""

    def __init__(self, stream: Readable | None = None, target: BinaryIO | None = None) -> None:
        self.stream, self.target = stream, target
        self.hash = hashlib.sha256()
        self.bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        assert self.stream is not None
        return self._note(self.stream.read(size))

    def write(self, content: bytes, /) -> int:
        if self.target is not None:
            self.target.write(content)
        self._note(content)
        return len(content)

    def flush(self) -> None:
        """The streams below are flushed by those who opened them."""

    def _note(self, content: bytes) -> bytes:
        self.hash.update(content)
        self.bytes += len(content)
        return content


class Squeezed:
    """A stream of bytes, compressed as it is read."""

    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.squeezer = zlib.compressobj(QUICK, wbits=GZIP)
        self.waiting = b""
        self.ended = False

    def read(self, size: int = -1, /) -> bytes:
        """As many bytes as there are, `size` at most."""
        while not self.ended and (size < 0 or len(self.waiting) < size):
            content = self.stream.read(CHUNK)
            self.waiting += self.squeezer.compress(content) if content else self.squeezer.flush()
            self.ended = not content
        cut = len(self.waiting) if size < 0 else size
        given, self.waiting = self.waiting[:cut], self.waiting[cut:]
        return given


def recipients(settings: Settings) -> list[pyrage.x25519.Recipient]:
    """For whom backups are sealed; where no key is set, outside production, for one of our own.

    Raises:
        BackupError: in production without a key.
    """
    keys = words_of(settings.backup_recipients)
    if not keys and settings.env == "production":
        raise BackupError(
            "PORTAL_BACKUP_RECIPIENTS is not set: make a key with `portal backup key --out FILE`."
        )
    if not keys:
        return [_own_identity(settings).to_public()]
    return [pyrage.x25519.Recipient.from_str(key) for key in keys]


def identities(settings: Settings) -> list[pyrage.x25519.Identity]:
    """The keys that open backups.

    Raises:
        BackupError: when there is no file of keys, or none in it.
    """
    path = settings.backup_identity_file
    if path is None and not words_of(settings.backup_recipients):
        return [_own_identity(settings)]
    if path is None:
        raise BackupError(
            "PORTAL_BACKUP_IDENTITY_FILE is not set: only the secret key opens backups."
        )
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        found = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
        keys = [pyrage.x25519.Identity.from_str(line) for line in found]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise BackupError(f"The key in {path} can't be read ({type(error).__name__}).") from error
    if not keys:
        raise BackupError(f"There is no age secret key in {path}.")
    return keys


def write_key(path: Path) -> str:
    """Write a new secret key to `path`, for its owner's eyes only; the public key.

    Raises:
        BackupError: when there is a file already.
    """
    identity = pyrage.x25519.Identity.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open_private(path) as file:
            file.write(f"# public key: {identity.to_public()}\n{identity}\n".encode())
    except FileExistsError as error:
        raise BackupError(f"{path} is there already: a key is never overwritten.") from error
    return str(identity.to_public())


def _own_identity(settings: Settings) -> pyrage.x25519.Identity:
    path = settings.data_dir / "backup-key.txt"
    if not path.exists():
        write_key(path)
    text = path.read_text(encoding="ascii").splitlines()[-1]
    return pyrage.x25519.Identity.from_str(text)


def open_private(path: Path) -> BinaryIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def seal(stream: Readable, path: Path, keys: list[pyrage.x25519.Recipient]) -> Sealed:
    """Seal all of `stream` into the new file `path`; on the disk when this returns."""
    content = _Hashing(stream)
    with open_private(path) as file:
        sealed = _Hashing(target=file)
        pyrage.encrypt_io(content, sealed, keys)
        file.flush()
        os.fsync(file.fileno())
    return Sealed(path.name, sealed.bytes, sealed.hash.hexdigest(), content.hash.hexdigest())


@contextmanager
def opened(path: Path, keys: list[pyrage.x25519.Identity], expected: str) -> Iterator[BinaryIO]:
    """The content of a sealed file as a stream, opened on the way and never laid down.

    Raises:
        BackupError: at the end, when the content was not what the manifest says, or at once
            when the file is damaged or sealed for somebody else.
    """
    into, out_of = os.pipe()
    seen = _Hashing()
    problem: list[Exception] = []

    def pump() -> None:
        with os.fdopen(out_of, "wb") as target, path.open("rb") as source:
            seen.target = target
            try:
                pyrage.decrypt_io(source, seen, keys)
            except (OSError, ValueError, pyrage.DecryptError) as error:
                problem.append(error)  # before the pipe is closed: the reader looks here

    thread = threading.Thread(target=pump, name="open-backup")
    thread.start()
    damaged = False
    try:
        with os.fdopen(into, "rb") as stream:
            try:
                yield stream
                while stream.read(CHUNK):
                    pass  # what the reader did not need is hashed all the same
            finally:
                damaged = bool(problem)
    finally:
        thread.join()
        if damaged:
            raise BackupError(f"{path.name} can't be opened: damaged, or sealed for another key.")
    if seen.hash.hexdigest() != expected:
        raise BackupError(f"The content of {path.name} is not what its manifest says.")


def sha256_of(path: Path) -> str:
    """The hash of a file as it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
