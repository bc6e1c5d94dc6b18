"""Operators' commands about talks."""

import json
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts import queries as accounts
from portal.booking import queries
from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.booking.published import slot_rows
from portal.booking.refusals import refusal_for
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
@click.option("--why", is_flag=True, help="Each time that is left out, and the reason.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def slots(
    citizen: str,
    first: datetime,
    last: datetime,
    channel: str,
    why: bool,
    as_json: bool,
    now: datetime | None,
) -> None:
    """List the times a citizen can book, as the citizen's own page shows them."""
    settings = current_app.extensions["portal.settings"]
    citizen_id = accounts.citizen_named(db.session, settings, citizen)
    if citizen_id is None:
        raise click.ClickException(f"There is no citizen {citizen!r}.")
    moment = now or clock.now()
    try:
        planner = queries.planner(db.session, citizen_id, moment, channel=channel)
    except NotFound:
        raise click.ClickException("There is no rule for the citizen's talks.") from None
    if why:
        _explain(planner, first.date(), last.date(), as_json)
        return
    rows = slot_rows(planner, first.date(), last.date())
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['start']}  {row['end']}  {row['kind']:<12} {row['caseworker']}")


def _explain(planner: queries.Planner, first: date, last: date, as_json: bool) -> None:
    rows = [
        {
            "start": clock.local(starts).isoformat(),
            "caseworker": name,
            "reason": no.value,
            "sentence": str(refusal_for(no).sentence),
        }
        for starts, name, no in planner.left_out(first, last)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['start']}  {row['reason']:<14} {row['caseworker']}: {row['sentence']}")
