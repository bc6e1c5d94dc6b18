"""Commands about people who sign in."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts import queries
from portal.accounts.service import emergency
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound


@click.command(name="personas")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def personas(as_json: bool) -> None:
    """List the demo's named people."""
    rows = queries.persona_rows(db.session)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['subject']:<24} {row['audience']:<9} {row['role']:<20} {row['name']}")


@click.group()
def accounts() -> None:
    """People's access."""


@accounts.group(name="break-glass")
def break_glass() -> None:
    """Emergency access for administrators, with a security key."""


@break_glass.command()
@click.option("--staff", "email", required=True, help="The administrator's e-mail address.")
@with_appcontext
def enroll(email: str) -> None:
    """Make a link with which the administrator enrols a security key, once, within 30 minutes."""
    settings = current_app.extensions["portal.settings"]
    try:
        person, secret = emergency.invite(db.session, email, clock.now())
    except NotFound:
        raise click.ClickException("No administrator at work has that address.") from None
    db.session.commit()
    click.echo(f"For {person.name}, within 30 minutes, once:")
    click.echo(f"{settings.base_url}/noedadgang/tilmeld/{secret}")


@break_glass.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def list_keys(as_json: bool) -> None:
    """List the security keys in force."""
    rows = [
        {"id": k.id, "name": k.staff.name, "email": k.staff.email, "made_at": k.made_at.isoformat()}
        for k in queries.emergency_keys(db.session)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['id']:>4} {row['made_at']:<32} {row['name']} <{row['email']}>")


@break_glass.command()
@click.argument("key_id", type=int)
@with_appcontext
def revoke(key_id: int) -> None:
    """End a security key."""
    try:
        emergency.revoke_key(db.session, key_id, None, clock.now())
    except NotFound:
        raise click.ClickException("There is no such key in force.") from None
    db.session.commit()
    click.echo(f"Key {key_id} opens nothing any more.")
