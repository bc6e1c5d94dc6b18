"""What lies in the folder of backups: one folder for each backup, and the archived log.

A backup is made in a folder whose name begins with a dot and renamed when it is whole. Its
manifest is signed with a key made from PORTAL_SECRET_KEY: only what this portal wrote is
restored without asking. A manifest and a line of the log's index hold no personal data.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.operations.backup.sealing import BackupError, Sealed, sha256_of
from portal.settings import Settings

MANIFEST = "manifest.json"
LOG = "wal"
INDEX = "index.jsonl"
DATABASE = {"dump": "database.dump.age", "base": "base.tar.gz.age"}


@dataclass(frozen=True)
class Manifest:
    """What a backup is."""

    name: str
    way: str
    started_at: datetime
    ended_at: datetime
    server: str
    """The version of PostgreSQL."""
    migration: str
    files: list[Sealed] = field(default_factory=list)
    first_log: str = ""
    """The oldest piece of the log that a restore of this base needs after it."""

    @property
    def bytes(self) -> int:
        """How large it is."""
        return sum(file.bytes for file in self.files)

    def file(self, name: str) -> Sealed | None:
        """The named file, or None when this backup has none such."""
        return next((file for file in self.files if file.name == name), None)


def _signature(settings: Settings, content: str) -> str:
    return _signed_with(settings.ring("secret_key")[0], content)


def _signed_with(secret: str, content: str) -> str:
    key = hashlib.sha256(b"backup manifest:" + secret.encode())
    return hmac.new(key.digest(), content.encode(), hashlib.sha256).hexdigest()


def _is_ours(settings: Settings, content: str, given: object) -> bool:
    """Whether one of our secret keys signed it: an older one still counts, once it has changed."""
    return any(
        hmac.compare_digest(_signed_with(secret, content), str(given))
        for secret in settings.ring("secret_key")
    )


def _plain(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), sort_keys=True, default=datetime.isoformat)


@contextmanager
def new(settings: Settings, way: str, now: datetime) -> Iterator[Path]:
    """A folder for a new backup, named after its moment; thrown away when something goes wrong.

    `finish` gives it its manifest and its name.
    """
    top = settings.backup_folder()
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{way}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    folder = top / f".{name}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # renamed when all went well


def finish(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Sign the backup in `folder` and give it its name: from now on it exists."""
    content = _plain(manifest)
    signed = {"manifest": json.loads(content), "signature": _signature(settings, content)}
    _write(folder / MANIFEST, json.dumps(signed, indent=2).encode())
    folder.rename(settings.backup_folder() / manifest.name)
    _sync(settings.backup_folder())


def all_of(settings: Settings) -> list[Manifest]:
    """Every backup, the newest first. One whose manifest can't be read is left out."""
    found = []
    for path in settings.backup_folder().glob(f"[!.]*/{MANIFEST}"):
        try:
            found.append(_parse(json.loads(path.read_text())["manifest"]))
        except (ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda one: (one.ended_at, one.name), reverse=True)


def find(settings: Settings, name: str, *, unsigned: bool = False) -> Manifest:
    """The named backup, or the newest one for `latest`, when this portal signed it.

    Raises:
        BackupError: when there is none, or somebody else wrote it and `unsigned` is not said.
    """
    known = all_of(settings)
    chosen = next((one for one in known if name in ("latest", one.name)), None)
    if chosen is None:
        raise BackupError(f"There is no backup {name!r} in {settings.backup_folder()}.")
    signed = json.loads((settings.backup_folder() / chosen.name / MANIFEST).read_text())
    content = json.dumps(signed["manifest"], sort_keys=True)
    if not unsigned and not _is_ours(settings, content, signed.get("signature")):
        raise BackupError(
            f"The backup {chosen.name} is not signed with this portal's PORTAL_SECRET_KEY:"
            " set the key it was made with, or say --unsigned if you know where it comes from."
        )
    return chosen


def damaged(settings: Settings, manifest: Manifest) -> list[str]:
    """The files of a backup that are missing or are not what they were, without opening them."""
    folder = settings.backup_folder() / manifest.name
    return [
        file.name
        for file in manifest.files
        if not (folder / file.name).is_file() or sha256_of(folder / file.name) != file.sha256
    ]


def remove(settings: Settings, name: str) -> None:
    """Delete a backup, its name first, so that none is ever half there."""
    gone = settings.backup_folder() / f".gone-{name}"
    (settings.backup_folder() / name).rename(gone)
    shutil.rmtree(gone)


def _parse(plain: dict[str, Any]) -> Manifest:
    moments = {key: datetime.fromisoformat(plain[key]) for key in ("started_at", "ended_at")}
    return Manifest(**plain | moments | {"files": [Sealed(**file) for file in plain["files"]]})


# The log: one sealed file for each piece, and an index that says when and what, line by line.


@dataclass(frozen=True)
class LogPiece:
    """A piece of the server's log that has been archived."""

    at: datetime
    file: Sealed

    @property
    def name(self) -> str:
        """What PostgreSQL calls it."""
        return self.file.name.removesuffix(".gz.age")


def log_folder(settings: Settings) -> Path:
    """Where the log is archived."""
    folder = settings.backup_folder() / LOG
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def log_lock(settings: Settings) -> Iterator[None]:
    """Held by whoever archives or clears the log: one at a time."""
    file = os.open(log_folder(settings) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def add_log_piece(settings: Settings, piece: LogPiece) -> None:
    """Note in the index a piece whose sealed file lies there."""
    content = json.dumps({"at": piece.at.isoformat(), "file": asdict(piece.file)}, sort_keys=True)
    line = json.dumps({"piece": json.loads(content), "signature": _signature(settings, content)})
    path = log_folder(settings) / INDEX
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line.encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def log_pieces(settings: Settings, *, unsigned: bool = False) -> list[LogPiece]:
    """The archived pieces that are there, in order; lines nobody of us signed are left out."""
    path = log_folder(settings) / INDEX
    found: dict[str, LogPiece] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            signed = json.loads(line)
            content = json.dumps(signed["piece"], sort_keys=True)
        except (ValueError, KeyError):
            continue  # cut short by a crash; the piece is archived again
        if not unsigned and not _is_ours(settings, content, signed.get("signature")):
            continue
        piece = signed["piece"]
        file = Sealed(**piece["file"])
        if (path.parent / file.name).is_file():
            found[file.name] = LogPiece(datetime.fromisoformat(piece["at"]), file)
    return sorted(found.values(), key=lambda piece: piece.name)


def keep_log_pieces(settings: Settings, kept: list[LogPiece]) -> None:
    """Forget every other piece: the index first, then the files."""
    names = {piece.file.name for piece in kept}
    path = log_folder(settings) / INDEX
    lines = path.read_text().splitlines() if path.exists() else []
    staying = [line for line in lines if _names(line) in names]
    if len(staying) != len(lines):
        _write(path.with_name(".index"), "".join(f"{line}\n" for line in staying).encode())
        path.with_name(".index").replace(path)
    for file in path.parent.glob("*.age"):
        if file.name not in names:
            file.unlink()


def _names(line: str) -> str:
    try:
        return str(json.loads(line)["piece"]["file"]["name"])
    except (ValueError, KeyError, TypeError):
        return ""


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
