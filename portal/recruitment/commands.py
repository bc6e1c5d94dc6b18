"""Commands about enquiries."""

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.errors import NotFound
from portal.recruitment import queries


@click.group()
def recruitment() -> None:
    """The enquiries of businesses and their two clocks."""


@recruitment.command()
@click.option("--received", type=Moment(), required=True, help="When the enquiry came.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def due(received: datetime, as_json: bool) -> None:
    """Say when an enquiry must be answered and have candidates, counted both ways."""
    deadlines = {
        key: {counted: _iso(moment) for counted, moment in both.items()}
        for key, both in queries.next_deadlines(db.session, received).items()
    }
    if as_json:
        click.echo(json.dumps(deadlines))
        return
    for key, both in deadlines.items():
        click.echo(f"{key}: {both['elapsed']}, in opening hours {both['opening'] or 'never'}")


@recruitment.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def queue(now: datetime | None, as_json: bool) -> None:
    """List the open enquiries, the most urgent first."""
    rows = queries.whole_queue(db.session, now or clock.now())
    if as_json:
        click.echo(json.dumps([_entry(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        clocks = row.progress.clocks.items()
        states = ", ".join(f"{key} {row.progress.state_of(running)}" for key, running in clocks)
        click.echo(f"{row.id:>8} {row.title} ({row.business}): {states}")


@recruitment.command()
@click.argument("request_id", type=int)
@click.option("--now", type=Moment(), help="As if it were this moment.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def replay(request_id: int, now: datetime | None, as_json: bool) -> None:
    """Read the log of an enquiry once more, and show the figures that come out of it."""
    try:
        found = queries.replay(db.session, request_id, now or clock.now())
    except NotFound:
        raise click.ClickException(f"There is no enquiry {request_id}.") from None
    shown = _replayed(found)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for event in shown["events"]:
        details = " ".join(str(event[name]) for name in ("clock", "code") if event[name])
        click.echo(f"{event['at']}  {event['kind']} {details}".rstrip())
    for key, one in shown["clocks"].items():
        click.echo(
            f"{key}: {one['state']}, due {one['due'] or 'never'},"
            f" {one['hours']['elapsed']:.2f} h elapsed, {one['hours']['opening']:.2f} h open"
        )


def _replayed(found: queries.Replay) -> dict[str, Any]:
    moments = found.progress.moments
    return {
        "id": found.request.id,
        "kind": found.request.kind,
        "stage": found.progress.stage.value,
        "received": _iso(moments.received),
        "left_out": moments.left_out,
        "version": moments.version,
        "events": [
            {
                "kind": event.kind,
                "at": _iso(event.at),
                "written_at": _iso(event.written_at),
                "code": event.code,
                "clock": event.clock,
                "staff_id": event.staff_id,
            }
            for event in found.events
        ],
        "pauses": [[_iso(since), _iso(until)] for since, until in moments.pauses],
        "clocks": {
            key: {
                "promised_hours": one.hours,
                "counted": one.counted,
                "promised_since": found.promised[key].valid_from.isoformat(),
                "due": _iso(one.due),
                "done": _iso(one.done),
                "state": found.progress.state_of(one).value,
                "hours": {way: round(hours, 4) for way, hours in found.hours[key].items()},
            }
            for key, one in found.progress.clocks.items()
        },
    }


def _entry(row: queries.QueueRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "business": row.business,
        "consultant": row.consultant,
        "kind": row.kind,
        "received": _iso(row.progress.moments.received),
        "clocks": {
            key: {
                "due": _iso(running.due),
                "done": _iso(running.done),
                "state": row.progress.state_of(running).value,
            }
            for key, running in row.progress.clocks.items()
        },
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else clock.local(moment).isoformat()
