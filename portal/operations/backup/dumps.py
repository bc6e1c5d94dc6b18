"""A dump, brought back into an empty database of any PostgreSQL that is new enough."""

from portal.operations.backup.catalogue import DATABASE, Manifest
from portal.operations.backup.sealing import BackupError, identities, opened
from portal.operations.backup.server import Server
from portal.settings import Settings

EMPTY = """
    SELECT NOT EXISTS (SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE n.nspname = 'public' AND relkind IN ('r', 'p', 'v', 'S'))
"""


def restore(settings: Settings, dump: Manifest, server: Server, *, over: bool = False) -> None:
    """Bring the dump back into the server's database, which must be empty.

    With `over` all that is in it is thrown away first.

    Raises:
        BackupError: when it is not empty, or the dump can't be read.
    """
    with server.connect() as connection:
        if over:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        row = connection.execute(EMPTY).fetchone()
        name = connection.info.dbname
    if row is None or not row[0]:
        raise BackupError(
            f"The database {name} is not empty: create another, or say --over to replace all in it."
        )
    file = dump.file(DATABASE["dump"])
    assert file is not None
    path = settings.backup_folder() / dump.name / file.name
    with opened(path, identities(settings), file.content_sha256) as stream:
        # One transaction: a restore that fails leaves the database as empty as it was.
        server.feed("pg_restore", stream, "--no-owner", "--single-transaction", "-d", name)
