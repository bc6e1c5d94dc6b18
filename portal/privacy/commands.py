"""Operators' commands about people's data: what would be forgotten, copies, and after a restore."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts import queries as accounts
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.privacy import queries
from portal.privacy.service import copying, journal
from portal.privacy.service import retention as forgetting


@click.group()
def retention() -> None:
    """How long things are kept, and forgetting what has been kept long enough."""


@retention.command()
@click.option("--now", type=Moment(), help="As of then; otherwise now.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def show(now: datetime | None, as_json: bool) -> None:
    """How long each thing is kept."""
    found = queries.periods(db.session, clock.local_date(now or clock.now()))
    rows = [{"key": k, "amount": p.amount, "unit": p.unit} for k, p in sorted(found.items())]
    _say(rows, as_json, "{key}: {amount} {unit}")


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
@click.option("--now", type=Moment(), help="As of then; otherwise now.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def run(dry_run: bool, now: datetime | None, as_json: bool) -> None:
    """Forget what has been kept long enough, in steps; it may be broken off and run again."""
    moment = now or clock.now()
    if dry_run:
        rows: list[dict[str, Any]] = [
            {"key": one.key, "table": one.table, "rows": one.rows}
            for one in forgetting.due(db.session, moment)
        ]
        _say(rows, as_json, "{key}: {rows} of {table}")
        return
    done: dict[str, int] = {}
    for key, touched in forgetting.run(db.session, moment):
        db.session.commit()
        done[key] = done.get(key, 0) + touched
    _say([{"key": k, "rows": n} for k, n in done.items()], as_json, "{key}: {rows}")


def _say(rows: list[dict[str, Any]], as_json: bool, line: str) -> None:
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(line.format(**row))


@click.group()
def privacy() -> None:
    """People's own data."""


@privacy.command()
@click.option("--journal", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def reapply(path: Path | None, as_json: bool) -> None:
    """After a restore: delete again what was deleted since the backup."""
    lines = journal.read(path or journal.file_of(current_app.extensions["portal.settings"]))
    done = journal.reapply(db.session, lines, now=clock.now())
    db.session.commit()
    row = {
        "lines": done.lines,
        "deleted": done.deleted,
        "emptied": done.emptied,
        "taken_back": done.taken_back,
    }
    _say(
        [row],
        as_json,
        "{lines} lines were unknown here: {deleted} rows deleted, {emptied} emptied,"
        " {taken_back} yeses taken back again.",
    )


@privacy.command(name="write-journal")
@with_appcontext
def write_journal() -> None:
    """Write what was deleted to the journal's file, as the worker does each minute."""
    path = journal.file_of(current_app.extensions["portal.settings"])
    click.echo(f"{path}: {journal.write_out(db.session, path)} more lines.")


@privacy.command()
@click.option("--citizen", required=True, help="An id, or a persona's subject.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--now", type=Moment(), help="As of then; otherwise now.")
@with_appcontext
def export(citizen: str, out: Path, now: datetime | None) -> None:
    """Write everything about a citizen into a folder, as JSON and PDF, for the citizen."""
    settings = current_app.extensions["portal.settings"]
    found = accounts.citizen_named(db.session, settings, citizen)
    if found is None:
        raise click.ClickException(f"There is no citizen {citizen}.")
    moment = now or clock.now()
    made = copying.export(db.session, settings, found, now=moment)
    out.mkdir(parents=True, exist_ok=True)
    for ending, content in zip(("json", "pdf"), made, strict=True):
        if content is not None:
            (out / f"mine-data.{ending}").write_bytes(content)
            click.echo(f"{out / f'mine-data.{ending}'}: {len(content)} bytes.")
    db.session.commit()
