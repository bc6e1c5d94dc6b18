"""The server's log (WAL), archived piece by piece: with a base backup, every moment since.

The portal fetches the pieces over an ordinary connection and seals them on the way, so the server
needs no command of ours, and no piece lies anywhere unsealed. A replication slot keeps what has
not been fetched. Fetched each minute, at most about a minute can be lost with the server.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg

from portal.operations.backup import catalogue
from portal.operations.backup.catalogue import LogPiece
from portal.operations.backup.sealing import BackupError, Squeezed, recipients, seal
from portal.operations.backup.server import Server, source
from portal.settings import Settings

SLOT = "portal_backup"
WHERE_WE_ARE = """
    SELECT timeline_id,
        pg_size_bytes(current_setting('wal_segment_size')),
        (pg_current_wal_lsn() - '0/0')::bigint
    FROM pg_control_checkpoint()
"""
NAMES = """
    SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND name < %s
    UNION ALL SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{8}\\.history$'
    ORDER BY name
"""

LET_GO = """
    SELECT pg_replication_slot_advance(slot_name, %(upto)s) FROM pg_replication_slots
    WHERE slot_name = %(slot)s AND restart_lsn < %(upto)s
"""


@dataclass(frozen=True)
class Position:
    """How far the server has come in its log."""

    timeline: int
    piece_bytes: int
    number: int
    """Of the piece that is being written."""

    @property
    def name(self) -> str:
        """The piece that is being written, as PostgreSQL calls it."""
        per_file = 0x1_0000_0000 // self.piece_bytes
        return f"{self.timeline:08X}{self.number // per_file:08X}{self.number % per_file:08X}"

    @property
    def begins(self) -> str:
        """Where the piece that is being written begins."""
        at = self.number * self.piece_bytes
        return f"{at >> 32:X}/{at & 0xFFFFFFFF:X}"


def begin(server: Server) -> str:
    """Have the server keep its log from now on; the piece that is being written.

    Raises:
        BackupError: when the role may not.
    """
    with server.connect() as connection, _named_problems():
        _ensure_slot(connection)
        return _position(connection).name


def archive(settings: Settings, tell_time: Callable[[], datetime]) -> list[LogPiece]:
    """Fetch every finished piece that is not archived yet, and end the piece being written.

    Raises:
        BackupError: when the server can't be asked, or the role may not read its log.
    """
    server, keys, fetched = source(settings), recipients(settings), []
    folder = catalogue.log_folder(settings)
    with catalogue.log_lock(settings), server.connect() as connection, _named_problems():
        _ensure_slot(connection)
        connection.execute("SELECT pg_switch_wal()")
        position = _position(connection)
        known = {piece.name for piece in catalogue.log_pieces(settings)}
        for (name,) in connection.execute(NAMES, [position.name]).fetchall():
            if name in known:
                continue
            read = connection.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", [name])
            content = read.fetchone()
            assert content is not None
            target = folder / f"{name}.gz.age"
            target.unlink(missing_ok=True)  # of a run that was killed before it noted the piece
            sealed = seal(Squeezed(io.BytesIO(content[0])), target, keys)  # type: ignore[arg-type]
            piece = LogPiece(tell_time(), sealed)
            catalogue.add_log_piece(settings, piece)
            fetched.append(piece)
        connection.execute(LET_GO, {"slot": SLOT, "upto": position.begins})
    return fetched


def _position(connection: psycopg.Connection[tuple[object, ...]]) -> Position:
    row = connection.execute(WHERE_WE_ARE).fetchone()
    assert row is not None
    timeline, piece_bytes, at = (int(str(value)) for value in row)
    return Position(timeline, piece_bytes, at // piece_bytes)


def _ensure_slot(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    there = connection.execute("SELECT FROM pg_replication_slots WHERE slot_name = %s", [SLOT])
    if there.fetchone() is None:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


@contextmanager
def _named_problems() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            "The role that makes backups may not read the server's log: give it REPLICATION,"
            " pg_monitor, pg_read_server_files and EXECUTE on pg_read_binary_file, pg_switch_wal"
            " and pg_ls_waldir, or use dumps (PORTAL_BACKUP_WAY=dump)."
        ) from error
