"""Commands about the outbox."""

import json
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts import queries as accounts
from portal.core import clock, outgoing
from portal.core.commands import Moment
from portal.core.db import db
from portal.notifications import queries, rerouting, resuming, sending


@click.group()
def outbox() -> None:
    """What the portal tells people."""


@outbox.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def send(now: datetime | None) -> None:
    """Send what is due, without waiting for the worker."""
    settings = current_app.extensions["portal.settings"]
    tell_time = (lambda: now) if now else clock.now
    tally = sending.send_due(db.session, settings, tell_time)
    click.echo(f"{tally.sent} sent, {tally.put_off} put off, {tally.failed} failed")


@outbox.command()
@click.option("--drop-before", type=Moment(), help="What was due before then went out already.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def resume(drop_before: datetime | None, now: datetime | None) -> None:
    """Let messages out again after a restore, when somebody has looked at what waits."""
    opened, dropped = resuming.resume(db.session, drop_before=drop_before, now=now or clock.now())
    db.session.commit()
    waits, _first = queries.waiting(db.session)
    click.echo(
        ("Messages go out again" if opened else "Messages were going out already")
        + f": {waits} wait, {dropped} dropped."
    )


@outbox.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def status(as_json: bool) -> None:
    """Say whether messages go out, and how many wait."""
    gate = outgoing.standing(db.session)
    waits, first = queries.waiting(db.session)
    said = {
        "open": gate.open,
        "reason": gate.reason,
        "since": gate.since.isoformat() if gate.since else None,
        "waiting": waits,
        "first_due": first.isoformat() if first else None,
    }
    state = "Messages go out" if gate.open else f"Nothing is sent ({gate.reason})"
    click.echo(json.dumps(said, indent=2) if as_json else f"{state}; {waits} wait.")


@outbox.command()
@click.option("--citizen", required=True, help="An id, or a persona's subject.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def resend(citizen: str, now: datetime | None) -> None:
    """Send a citizen's unsent and failed notices where the citizen is reached today."""
    settings = current_app.extensions["portal.settings"]
    citizen_id = accounts.citizen_named(db.session, settings, citizen)
    if citizen_id is None:
        raise click.ClickException(f"There is no citizen {citizen!r}.")
    resent = rerouting.resend_to_new_address(db.session, citizen_id, now=now or clock.now())
    db.session.commit()
    click.echo(f"{resent.readdressed} readdressed, {resent.again} sent again")


@outbox.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def failed(as_json: bool) -> None:
    """List the messages the portal has given up on, and why."""
    rows = [
        {
            "id": row.id,
            "kind": row.kind,
            "audience": row.audience,
            "recipient_id": row.recipient_id,
            "failed_at": row.failed_at.isoformat() if row.failed_at else None,
            "attempts": row.attempts,
            "last_error": row.last_error,
        }
        for row in queries.failed(db.session)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['id']:>8} {row['kind']:<20} {row['attempts']} × {row['last_error']}")
