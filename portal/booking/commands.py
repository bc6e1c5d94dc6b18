"""Operators' commands about talks."""

import json
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts import queries as accounts
from portal.booking import queries, service
from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.errors import NotFound

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def booking() -> None:
    """Talks between citizens and the job centre."""


@booking.command()
@click.option("--citizen", required=True, help="An id, or a persona's subject.")
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option("--channel", type=click.Choice(SELF_BOOKED_CHANNELS), default=SELF_BOOKED_CHANNELS[0])
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def slots(
    citizen: str, first: datetime, last: datetime, channel: str, as_json: bool, now: datetime | None
) -> None:
    """List the times a citizen can book, as the citizen's own page shows them."""
    settings = current_app.extensions["portal.settings"]
    citizen_id = accounts.citizen_named(db.session, settings, citizen)
    if citizen_id is None:
        raise click.ClickException(f"There is no citizen {citizen!r}.")
    try:
        choice = queries.choice(db.session, citizen_id, now or clock.now())
    except NotFound:
        raise click.ClickException("There is no rule for the citizen's talks.") from None
    rows = [
        {
            "start": clock.local(start).isoformat(),
            "end": clock.local(end).isoformat(),
            "caseworker": choice.planner.citizen.caseworker.name,
            "kind": choice.kind,
            "channel": channel,
        }
        for start, end in choice.planner.free(first.date(), last.date(), choice.hold_by)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['start']}  {row['end']}  {row['kind']:<12} {row['caseworker']}")


@booking.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def duties(now: datetime | None) -> None:
    """Mark the deadlines that were missed, and make the duties that are due by the rules."""
    moment = now or clock.now()
    missed = service.expire_obligations(db.session, moment)
    made = service.generate_obligations(db.session, moment)
    db.session.commit()
    click.echo(f"{missed} missed, {made} made.")
