"""Commands about the survey."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts.queries import citizen_named
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.errors import Refused
from portal.settings import Settings
from portal.surveys import service


@click.group()
def surveys() -> None:
    """The survey of dignified casework."""


@surveys.command()
@click.option("--citizen", required=True, help="The citizen's id, or a persona's subject.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def link(citizen: str, now: datetime | None) -> None:
    """Print the citizen's link of this quarter; no message is sent."""
    settings: Settings = current_app.extensions["portal.settings"]
    citizen_id = citizen_named(db.session, settings, citizen)
    if citizen_id is None:
        raise click.BadParameter(f"there is no citizen {citizen}", param_hint="--citizen")
    try:
        invitation = service.invite_by_hand(db.session, citizen_id, now=now or clock.now())
    except Refused:
        raise click.ClickException("This citizen has answered this quarter.") from None
    db.session.commit()
    click.echo(settings.base_url + service.link_path(invitation))


@surveys.command("invite-due")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def invite_due(now: datetime | None) -> None:
    """Invite those whose day has come, without waiting for the worker."""
    number = service.invite_due(db.session, now=now or clock.now())
    db.session.commit()
    click.echo(f"{number} invited")


@surveys.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def lay(now: datetime | None) -> None:
    """Lay down the answers that have company, without waiting for the worker."""
    number = service.lay_answers(db.session, now=now or clock.now())
    db.session.commit()
    click.echo(f"{number} laid down")
