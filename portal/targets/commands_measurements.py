"""The operator fetches figures from jobindsats.dk, or tries what would come."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.settings import Settings
from portal.targets import jobindsats, queries, service
from portal.targets.rules.measurements import judging
from portal.targets.rules.measurements.table import Table


@click.command("fetch")
@click.option("--months", type=click.IntRange(1, jobindsats.LARGEST_MONTHS), default=13)
@click.option("--dry-run", is_flag=True, help="Say what would come, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def fetch(months: int, dry_run: bool, as_json: bool, now: datetime | None) -> None:
    """Fetch the latest figures of every measure from jobindsats.dk."""
    settings: Settings = current_app.extensions["portal.settings"]
    moment = now or clock.now()
    try:
        wanted = jobindsats.measures(settings)
    except jobindsats.Failed as failed:
        raise click.ClickException(str(failed)) from None
    rows = [_one(settings, measure, months, dry_run, moment) for measure in wanted]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in [] if as_json else rows:
        said = row["trouble"] or ", ".join(f"{row[c.value]} {c.value}" for c in judging.Change)
        click.echo(f"{row['plan_year']} {row['key']} ({row['table']}): {said}")
    if any(row["trouble"] for row in rows):
        raise click.ClickException("Not everything was fetched.")


def _one(
    settings: Settings, measure: jobindsats.Measure, months: int, dry_run: bool, now: datetime
) -> dict[str, Any]:
    about = {"plan_year": measure.plan_year, "key": measure.key, "table": measure.table}
    counts: Counter[str] = Counter()
    try:
        table = jobindsats.fetch(settings, measure, months)
    except jobindsats.Failed as failed:
        return {**about, **_numbers(counts), "trouble": str(failed)}
    counts.update(one.change.value for one in _judged(table, now))
    if not dry_run:
        service.measurements.record(
            db.session, table, measure.source, seen=None, actor=None, now=now
        )
        db.session.commit()
    return {**about, **_numbers(counts), "trouble": None}


def _judged(table: Table, now: datetime) -> list[judging.Judged]:
    goals, known = queries.known_goals(db.session), queries.known_figures(db.session)
    return judging.judge(table, goals, known, clock.local_date(now))


def _numbers(counts: Counter[str]) -> dict[str, int]:
    return {change.value: counts[change.value] for change in judging.Change}
