"""Every room's invariants, asked at once: after a fault, a restore, and whenever one doubts."""

import json
from datetime import datetime

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from portal.booking import invariants as booking
from portal.caseload import invariants as caseload
from portal.core import clock
from portal.core import invariants as core
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.invariants import Broken, as_dict, breaches
from portal.exports import invariants as exports
from portal.messages import invariants as messages
from portal.notifications import invariants as notifications
from portal.openings import invariants as openings
from portal.privacy import invariants as privacy
from portal.recruitment import invariants as recruitment
from portal.supported import invariants as supported
from portal.surveys import invariants as surveys
from portal.targets import invariants as targets

ROOMS = (
    core,
    booking,
    caseload,
    exports,
    messages,
    notifications,
    openings,
    privacy,
    recruitment,
    supported,
    surveys,
    targets,
)
EVERY = tuple(invariant for room in ROOMS for invariant in room.INVARIANTS)
# The whole database is read: longer than a page may take.
PATIENCE = "SET LOCAL statement_timeout = '10min'"


def check_invariants(connection: sa.Connection, now: datetime | None = None) -> None:
    """Ask the database whether everything that must always hold does hold.

    Raises:
        Broken: with what does not hold, and the first rows that break it.
    """
    found = breaches(connection, EVERY, now or clock.now())
    if found:
        lines = (f"{one.family} {one.never}: {one.number}, {one.first}" for one in found)
        raise Broken("\n".join(lines))


@click.group(name="invariants")
def invariants() -> None:
    """What must hold whatever happened."""


@invariants.command()
@click.option("--now", type=Moment(), help="The moment to judge by; now when left out.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def check(now: datetime | None, as_json: bool) -> None:
    """Ask the database for what must never be; fails when something is found."""
    db.session.execute(sa.text(PATIENCE))
    found = breaches(db.session.connection(), EVERY, now or clock.now())
    if as_json:
        broken = [as_dict(one) for one in found]
        click.echo(json.dumps({"checked": len(EVERY), "broken": broken}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.family} {one.never}: {one.number} rows, such as {one.first[0]}")
        click.echo(f"{len(EVERY)} invariants asked, {len(found)} broken.")
    if found:
        raise SystemExit(1)
