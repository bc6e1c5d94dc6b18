"""The operator's commands about backups and restores."""

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.core import clock, standing
from portal.core.commands import Moment
from portal.core.db import APPLICATION, DATABASE, db
from portal.core.embedded_postgres import EmbeddedPostgresError, replacing
from portal.core.engine import create_engine
from portal.operations import service
from portal.operations.backup import catalogue, dumps, making, recovery, verifying
from portal.operations.backup.catalogue import Manifest
from portal.operations.backup.sealing import BackupError, write_key
from portal.operations.backup.server import source
from portal.privacy.service import journal
from portal.settings import Settings

as_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings


class _Sentences(click.Group):
    """Commands whose problems are a sentence, not a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (BackupError, EmbeddedPostgresError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Sentences, invoke_without_command=True)
@click.option("--way", type=click.Choice(["dump", "base"]), help="Default: PORTAL_BACKUP_WAY.")
@as_json_option
@click.pass_context
@with_appcontext
def backup(context: click.Context, way: str | None, as_json: bool) -> None:
    """Make a backup, sealed, and remove those that are too old."""
    if context.invoked_subcommand:
        return
    began = time.monotonic()
    try:
        made = service.back_up(db.session, _settings(), way or _settings().backup_way, clock.now)
    finally:
        db.session.commit()  # also when it failed: the run's row says why
    said = _plain(made) | {"seconds": round(time.monotonic() - began, 1)}
    sentence = f"{made.name}: {_size(made.bytes)} in {said['seconds']} seconds."
    _tell(as_json, said, sentence)


@backup.command()
@as_json_option
@with_appcontext
def log(as_json: bool) -> None:
    """Archive what the server's log has grown by (each minute, beside base backups)."""
    fetched = service.archive_log(db.session, _settings(), clock.now)
    db.session.commit()
    said = [{"piece": piece.name, "bytes": piece.file.bytes} for piece in fetched]
    _tell(as_json, said, f"{len(fetched)} pieces of the log archived.")


@backup.command(name="list")
@as_json_option
@with_appcontext
def list_all(as_json: bool) -> None:
    """List the backups there are, the newest first."""
    known = catalogue.all_of(_settings())
    lines = [
        f"{one.name}  {_size(one.bytes):>9}  {one.ended_at:%Y-%m-%d %H:%M} UTC" for one in known
    ]
    pieces = catalogue.log_pieces(_settings())
    if pieces:
        lines.append(f"The log is archived until {pieces[-1].at:%Y-%m-%d %H:%M:%S} UTC.")
    _tell(as_json, [_plain(one) for one in known], "\n".join(lines) or "There are no backups.")


@backup.command()
@click.argument("name", default="latest")
@click.option("--closed", is_flag=True, help="Compare the files only, without the secret key.")
@as_json_option
@with_appcontext
def verify(name: str, closed: bool, as_json: bool) -> None:
    """Read a backup through, and say what is wrong with it."""
    manifest = catalogue.find(_settings(), name, unsigned=True)
    problems = verifying.problems(_settings(), manifest, open_it=not closed)
    if not closed:
        service.note_verified(db.session, manifest, problems, clock.now())
        db.session.commit()
    said = {"name": manifest.name, "whole": not problems, "problems": problems}
    _tell(as_json, said, "\n".join(problems) or f"{manifest.name} is whole.")
    if problems:
        raise SystemExit(1)


@backup.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The secret key.")
@with_appcontext
def key(out: Path) -> None:
    """Make a key for backups: the secret part into a file, the public one on the screen."""
    click.echo(f"PORTAL_BACKUP_RECIPIENTS={write_key(out)}")
    click.echo(f"Keep {out} away from this machine: without it no backup can be opened.", err=True)


@click.command()
@click.argument("name", default="latest")
@click.option("--until", type=Moment(), help="The moment to restore to; needs a base backup.")
@click.option("--to", type=click.Path(path_type=Path), help="A new folder for the server's data.")
@click.option("--private", is_flag=True, help="Into the portal's own private server.")
@click.option("--over", is_flag=True, help="Replace all that is in the database.")
@click.option("--unsigned", is_flag=True, help="Also what this portal did not sign.")
@as_json_option
@with_appcontext
def restore(
    name: str,
    until: datetime | None,
    to: Path | None,
    private: bool,
    over: bool,
    unsigned: bool,
    as_json: bool,
) -> None:
    """Bring a backup back: a dump into DATABASE_URL, a base into a folder (--to or --private).

    Afterwards nothing is sent until `portal outbox resume`, nobody is signed in, and what was
    deleted since is deleted again.
    """
    settings, began = _settings(), time.monotonic()
    try:
        if until or to or private:
            manifest = _base(settings, name, until, unsigned=unsigned)
            done = _restore_base(settings, manifest, until, to, private, unsigned)
        else:
            manifest = catalogue.find(settings, name, unsigned=unsigned)
            done = _restore_dump(settings, manifest, over, unsigned)
    except (BackupError, EmbeddedPostgresError) as error:
        raise click.ClickException(str(error)) from error
    seconds = round(time.monotonic() - began, 1)
    said = done | {"backup": manifest.name, "seconds": seconds}
    sentence = (
        f"Restored from {manifest.name} in {seconds} seconds. {done['unsent']} messages wait:"
        " look at them, then `portal outbox resume`."
    )
    _tell(as_json, said, sentence)


def _base(settings: Settings, name: str, until: datetime | None, *, unsigned: bool) -> Manifest:
    if name == "latest":
        return recovery.choose(settings, until, unsigned=unsigned)
    found = catalogue.find(settings, name, unsigned=unsigned)
    if found.way != "base" or (until and until < found.ended_at):
        raise BackupError(f"{name} is no base backup from before that moment.")
    return found


def _restore_base(
    settings: Settings,
    base: Manifest,
    until: datetime | None,
    to: Path | None,
    private: bool,
    unsigned: bool,
) -> dict[str, Any]:
    done: dict[str, Any] = {}

    def look_after(server: recovery.Recovered) -> None:
        engine = create_engine(server.url(*_role_and_database(settings)))
        standing.inside(engine)
        with Session(engine) as session:
            done.update(_look_after(session, settings, base, until))
            session.commit()
        engine.dispose()

    if private:
        before = replacing.replace(
            settings.data_dir,
            settings.embedded,
            lambda target: recovery.restore(
                settings, base, target, until, look_after, unsigned=unsigned
            ),
            now=clock.now(),
        )
        return done | {"before": str(before or "")}
    if to is None:
        raise BackupError("Say --to FOLDER, or --private for the portal's own private server.")
    recovery.restore(settings, base, to.absolute(), until, look_after, unsigned=unsigned)
    return done | {"folder": str(to)}


def _role_and_database(settings: Settings) -> tuple[str, str]:
    if settings.database_url is None:
        return APPLICATION, DATABASE
    url = sa.make_url(settings.database_url.get_secret_value())
    return str(url.username), str(url.database)


def _restore_dump(settings: Settings, dump: Manifest, over: bool, unsigned: bool) -> dict[str, Any]:
    if dump.way != "dump":
        raise BackupError(f"{dump.name} is a base backup: say --to FOLDER or --private.")
    wrong = verifying.problems(settings, dump, open_it=over) if not unsigned else []
    if wrong:
        raise BackupError("Nothing was touched. " + " ".join(wrong))
    dumps.restore(settings, dump, source(settings), over=over)
    done = _look_after(db.session, settings, dump, None)
    db.session.commit()
    return done


def _look_after(
    session: Session, settings: Settings, backup_: Manifest, until: datetime | None
) -> dict[str, Any]:
    making.bring_back_journal(settings, backup_)
    lines = journal.read(journal.file_of(settings))
    done = service.look_after_restored(session, backup_.name, lines, until, now=clock.now())
    return {
        "until": until.isoformat() if until else None,
        "sign_ins_ended": done.sign_ins_ended,
        "deleted_again": done.deleted_again,
        "unsent": done.unsent,
    }


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "name": manifest.name,
        "way": manifest.way,
        "started_at": manifest.started_at.isoformat(),
        "ended_at": manifest.ended_at.isoformat(),
        "server": manifest.server,
        "migration": manifest.migration,
        "bytes": manifest.bytes,
    }


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB"


def _tell(as_json: bool, said: object, sentence: str) -> None:
    click.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else sentence)
