"""Operators' commands about times and deadlines."""

import json
from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from portal.booking import queries, service
from portal.booking.commands import DAY, booking
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db


@booking.command()
@click.option("--ill", type=int, multiple=True, help="What if this caseworker (an id) were away?")
@click.option("--from", "first", type=DAY, help="Away from this day; today when left out.")
@click.option("--to", "last", type=DAY, help="Away until this day; a week when left out.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def sufficiency(
    ill: tuple[int, ...],
    first: datetime | None,
    last: datetime | None,
    as_json: bool,
    now: datetime | None,
) -> None:
    """Compare open duties with free times, for each team, kind and language."""
    moment = now or clock.now()
    begins = first.date() if first else clock.local_date(moment)
    ends = last.date() if last else begins + timedelta(days=6)
    illness = queries.Illness(frozenset(ill), begins, ends) if ill else None
    rows = [
        {
            "team": line.team,
            "kind": line.kind,
            "language": line.language,
            "duties": line.duties,
            "free": line.free,
            "until": line.until.isoformat(),
            "missing": line.shortage.missing if line.shortage else 0,
            "missing_by": line.shortage.hold_by.isoformat() if line.shortage else None,
            "short_caseworkers": line.short_caseworkers,
        }
        for line in queries.sufficiency(db.session, moment, illness=illness)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        verdict = f"{row['missing']} missing by {row['missing_by']}" if row["missing"] else "enough"
        click.echo(
            f"{row['team']:<24} {row['kind']:<20} {row['language']:<3}"
            f" {row['duties']:>5} duties {row['free']:>6} free  {verdict}"
        )


@booking.command()
@click.option("--from", "began", type=Moment(), required=True, help="When it began.")
@click.option("--to", "ended", type=Moment(), required=True, help="When it was over.")
@click.option("--reason", default="", help="What it was.")
@with_appcontext
def outage(began: datetime, ended: datetime, reason: str) -> None:
    """Record a time in which citizens could not book; the deadlines it hit are moved."""
    if began >= ended:
        raise click.ClickException("It must end after it begins.")
    moved = service.failures.record_outage(db.session, began, ended, reason, clock.now())
    db.session.commit()
    click.echo(f"{moved} deadlines moved.")


@click.group()
def obligations() -> None:
    """What citizens must book and hold."""


@obligations.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def run(now: datetime | None) -> None:
    """Do the night's work: end exemptions, move, miss and make deadlines."""
    moment = now or clock.now()
    ended = service.exemptions.end_expired(db.session, moment)
    moved = service.failures.extend_for_lack_of_times(db.session, moment)
    missed = service.expire_obligations(db.session, moment)
    made = service.generate_obligations(db.session, moment)
    db.session.commit()
    click.echo(f"{ended} exemptions ended, {moved} moved, {missed} missed, {made} made.")
