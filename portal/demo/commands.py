"""Commands of the demo municipality."""

import time
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts.commands import personas
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.demo import loader
from portal.settings import Settings


@click.group()
def demo() -> None:
    """The demo municipality: synthetic people and two years of history."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are citizens already.")
@click.option("--now", type=Moment(), help="The present of the municipality; otherwise now.")
@click.option("--seed", type=int, default=loader.SEED, show_default=True)
@click.option("--size", type=click.FloatRange(0.01, 3), default=1.0, help="Fraction of the real.")
@with_appcontext
def load(if_empty: bool, now: datetime | None, seed: int, size: float) -> None:
    """Fill the empty database with the demo municipality."""
    settings: Settings = current_app.extensions["portal.settings"]
    if not settings.is_demo():
        raise click.ClickException("This portal is not a demo, so it takes no demo municipality.")
    if if_empty and not loader.is_empty(db.session):
        return
    started = time.monotonic()
    try:
        town = loader.load(db.session, settings, now or clock.now(), seed=seed, size=size)
    except loader.NotEmpty:
        if if_empty:  # somebody else has loaded it in the meantime
            return
        raise click.ClickException("There are citizens in the database already.") from None
    db.session.commit()
    loader.analyze(db.engine)
    click.echo(
        f"The demo municipality is there: {len(town.citizens)} citizens, {len(town.staff)} staff,"
        f" {len(town.companies)} businesses ({time.monotonic() - started:.1f} s)."
    )


demo.add_command(personas)
