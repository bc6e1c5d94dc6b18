"""Is a backup what it was? Its files are compared, and with the key they are read through."""

import hashlib
import json
import tarfile
from contextlib import suppress
from typing import IO, BinaryIO

from portal.operations.backup import catalogue
from portal.operations.backup.catalogue import DATABASE, Manifest
from portal.operations.backup.sealing import CHUNK, BackupError, identities, opened
from portal.operations.backup.server import Server, programs
from portal.settings import Settings

LIST = "backup_manifest"


def problems(settings: Settings, manifest: Manifest, *, open_it: bool) -> list[str]:
    """What is wrong with a backup, a sentence each; with `open_it` it is read through as well."""
    found = [f"{name} is missing or has changed." for name in catalogue.damaged(settings, manifest)]
    try:
        catalogue.find(settings, manifest.name)
        if open_it and not found:
            _read_through(settings, manifest)
    except BackupError as error:
        found.append(str(error))
    return found


def _read_through(settings: Settings, manifest: Manifest) -> None:
    keys = identities(settings)
    for file in manifest.files:
        path = settings.backup_folder() / manifest.name / file.name
        with opened(path, keys, file.content_sha256) as stream:
            if file.name == DATABASE["base"]:
                _compare_files(stream, file.name)
            elif file.name == DATABASE["dump"]:
                major = int(manifest.server.split(".")[0])
                reader = Server("", programs(major).folder, (major,))
                reader.feed("pg_restore", stream, "--file=/dev/null")


def _compare_files(stream: BinaryIO, name: str) -> None:
    """Each file of a base backup against the list that PostgreSQL sent with it."""
    seen: dict[str, str] = {}
    listed: dict[str, str] = {}
    with suppress(tarfile.ReadError), tarfile.open(fileobj=stream, mode="r|gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            path = member.name.removeprefix("./")
            if path == LIST:
                entries = json.load(file)["Files"]
                listed = {one["Path"]: one["Checksum"] for one in entries}
            else:
                seen[path] = _digest(file)
    if not listed:
        raise BackupError(f"{name} has no list of its files: it was cut short.")
    wrong = [path for path, digest in listed.items() if seen.get(path) != digest]
    if wrong:
        raise BackupError(f"{name} lacks files or has others, first {wrong[0]}.")


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while content := file.read(CHUNK):
        found.update(content)
    return found.hexdigest()
