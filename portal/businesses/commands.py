"""Commands about companies."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from portal.businesses import service
from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.errors import NotFound, Refused


@click.group()
def businesses() -> None:
    """The companies that may use the portal."""


@businesses.command()
@click.option("--cvr", required=True, help="The CVR number.")
@click.option("--name", required=True)
@click.option("--trade", default="", help="What the company does.")
@click.option("--employees", type=click.IntRange(0, 1_000_000), default=0)
@click.option("--address", required=True)
@click.option("--postcode", required=True)
@click.option("--city", required=True)
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def add(
    cvr: str,
    name: str,
    trade: str,
    employees: int,
    address: str,
    postcode: str,
    city: str,
    now: datetime | None,
) -> None:
    """Let a company in, so that its people can sign in."""
    try:
        business = service.add(
            db.session,
            cvr=cvr,
            name=name,
            trade=trade,
            employees=employees,
            address=address,
            postcode=postcode,
            city=city,
            now=now or clock.now(),
        )
    except Refused as refused:
        raise click.ClickException(str(refused.refusal.sentence)) from None
    db.session.commit()
    click.echo(f"{business.name} is let in with id {business.id}.")


@businesses.command()
@click.option("--cvr", required=True, help="The CVR number.")
@click.option("--email", required=True, help="The e-mail that the person signs in with.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def administrator(cvr: str, email: str, now: datetime | None) -> None:
    """Make somebody the administrator of their company: who sees what of its units."""
    try:
        person = service.name_administrator(db.session, cvr, email, now=now or clock.now())
    except NotFound:
        raise click.ClickException("That company has nobody with that e-mail.") from None
    db.session.commit()
    click.echo(f"{person.name} is an administrator now.")


@businesses.command()
@click.option("--cvr", required=True, help="The CVR number.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def close(cvr: str, now: datetime | None) -> None:
    """End a company's access, of its people and of its systems."""
    try:
        business = service.close(db.session, cvr, now=now or clock.now())
    except NotFound:
        raise click.ClickException("There is no such company, or it is closed.") from None
    db.session.commit()
    click.echo(f"{business.name} has no access any more.")


@businesses.command()
@click.option("--p-number", required=True, help="The production unit's number.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def remove_unit(p_number: str, now: datetime | None) -> None:
    """Say that a company's site is gone; its systems are refused."""
    try:
        unit = service.remove_unit(db.session, p_number, now=now or clock.now())
    except NotFound:
        raise click.ClickException("There is no such unit, or it is removed.") from None
    db.session.commit()
    click.echo(f"{unit.name} is removed.")
