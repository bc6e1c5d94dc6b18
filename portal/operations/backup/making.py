"""Making a backup: the database, what the portal keeps outside it, and the deletions."""

import io
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg

from portal.operations.backup import catalogue, log
from portal.operations.backup.catalogue import DATABASE, Manifest
from portal.operations.backup.sealing import (
    Sealed,
    Squeezed,
    identities,
    open_private,
    opened,
    recipients,
    seal,
)
from portal.operations.backup.server import Server, source
from portal.privacy.service import journal
from portal.settings import Settings

FILES = "files.tar.gz.age"
DELETIONS = "deletions.jsonl.age"
# What the gate's row says holds for the portal it was written in, not for one restored from it.
NOT_IN_DUMPS = ("outgoing_gate",)


def make(settings: Settings, way: str, tell_time: Callable[[], datetime]) -> Manifest:
    """Make a backup, sealed and signed.

    Raises:
        BackupError: when it can't be made; nothing is left of it then.
    """
    started, keys, server = tell_time(), recipients(settings), source(settings)
    with catalogue.new(settings, way, started) as folder:
        target = folder / DATABASE[way]
        if way == "dump":
            leave_out = [f"--exclude-table-data={table}" for table in NOT_IN_DUMPS]
            with server.output_of("pg_dump", "-Fc", "--no-owner", *leave_out) as stream:
                database = seal(stream, target, keys)
            first_log = ""
        else:
            first_log = log.begin(server)
            with server.output_of("pg_basebackup", *_base_options()) as stream:
                database = seal(Squeezed(stream), target, keys)
        files = seal(Squeezed(_files(settings)), folder / FILES, keys)
        manifest = Manifest(
            name=folder.name.removeprefix("."),
            way=way,
            started_at=started,
            ended_at=tell_time(),
            server=".".join(map(str, server.version)),
            migration=migration_of(server),
            files=[database, files, _deletions(settings, folder)],
            first_log=first_log,
        )
        catalogue.finish(settings, folder, manifest)
    return manifest


def _base_options() -> tuple[str, ...]:
    # With the log it needs, so that it can be restored without the archive too. A hash for every
    # file, so that the backup can be verified file by file on its way through.
    return ("-D", "-", "-Ft", "-X", "fetch", "-c", "fast", "--manifest-checksums=SHA256")


def migration_of(server: Server) -> str:
    """The shape of the database there; empty when it has none."""
    with server.connect() as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return ""
    return str(row[0]) if row else ""


def outside(settings: Settings) -> list[Path]:
    """What the portal keeps outside its database: what waits for Digital Post, and a setting."""
    places = [settings.digital_post_folder()]
    places += [settings.jobindsats_measures] if settings.jobindsats_measures else []
    return [place for place in places if place.exists()]


def _files(settings: Settings) -> io.BytesIO:
    """They are few and small: Digital Post's carrier empties its folder within minutes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for place in outside(settings):
            archive.add(place, arcname=place.name)
    packed.seek(0)
    return packed


def _deletions(settings: Settings, folder: Path) -> Sealed:
    path = journal.file_of(settings)
    content = path.read_bytes() if path.exists() else b""
    return seal(io.BytesIO(content), folder / DELETIONS, recipients(settings))


def bring_back_journal(settings: Settings, backup: Manifest) -> None:
    """Where the journal of deletions is lost too, take the newest copy that a backup has.

    Raises:
        BackupError: when that can't be opened.
    """
    path = journal.file_of(settings)
    newest = next(iter(catalogue.all_of(settings)), backup)
    file = newest.file(DELETIONS)
    if path.exists() or file is None:
        return
    sealed = settings.backup_folder() / newest.name / DELETIONS
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(sealed, identities(settings), file.content_sha256) as stream:
        content = stream.read()
    with open_private(path) as target:
        target.write(content)
