"""Commands of the demo municipality."""

import time
from datetime import datetime
from typing import Literal

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import orm

from portal.accounts.commands import personas
from portal.accounts.models import Citizen, Staff
from portal.businesses.models import Business
from portal.core import clock, jobs
from portal.core.commands import Moment
from portal.core.db import db
from portal.demo import city, loader
from portal.demo.town import Town
from portal.settings import Settings

COUNTED = (Citizen, Staff, Business)


class Size(click.ParamType[float | Literal["city"]]):
    """The type of `--size`: a fraction of the real municipality, or 'city'."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | Literal["city"]:
        """The size, or a usage error."""
        if value == "city":
            return "city"
        try:
            size = float(str(value))
        except ValueError:
            size = 0.0
        if not 0.01 <= size <= 3:
            self.fail(f"{value} is neither 'city' nor between 0.01 and 3", param, ctx)
        return size


@click.group()
def demo() -> None:
    """The demo municipality: synthetic people and two years of history."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are citizens already.")
@click.option("--now", type=Moment(), help="The present of the municipality; otherwise now.")
@click.option("--seed", type=int, default=loader.SEED, show_default=True)
@click.option(
    "--size", type=Size(), default="1", help="Fraction of the real, or 'city' for a large one."
)
@click.option("--part", type=click.FloatRange(0.1, 1), default=1.0, help="Fraction of the city.")
@with_appcontext
def load(
    if_empty: bool, now: datetime | None, seed: int, size: float | Literal["city"], part: float
) -> None:
    """Fill the empty database with the demo municipality, or with a city around it."""
    settings: Settings = current_app.extensions["portal.settings"]
    if not settings.is_demo():
        raise click.ClickException("This portal is not a demo, so it takes no demo municipality.")
    if if_empty and not loader.is_empty(db.session):
        return
    started = time.monotonic()
    try:
        share = 1.0 if size == "city" else size
        town = loader.load(db.session, settings, now or clock.now(), seed=seed, size=share)
    except loader.NotEmpty:
        if if_empty:  # somebody else has loaded it in the meantime
            return
        raise click.ClickException("There are citizens in the database already.") from None
    jobs.defer(db.session, "operations.months")  # the municipality's history goes into its months
    jobs.defer(db.session, "operations.examine")  # so that the page of its status has something
    db.session.commit()
    if size == "city":
        _around(town, city.City().part(part))
    owner = db.owner()
    loader.analyze(owner)
    owner.dispose()
    click.echo(f"{_counted()} ({time.monotonic() - started:.1f} s).")


def _around(town: Town, whole: city.City) -> None:
    """The city, as the owner of the tables: their indexes are taken away meanwhile."""
    engine = db.owner()
    with orm.Session(engine) as session:
        city.load(session, town, whole, click.echo)
        session.commit()
    engine.dispose()


def _counted() -> str:
    """What there is, in words."""
    counts = (db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in COUNTED)
    return "The demo municipality is there: {} citizens, {} staff, {} businesses".format(*counts)


demo.add_command(personas)
