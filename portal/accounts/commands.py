"""Commands about people who sign in."""

import json

import click
from flask.cli import with_appcontext

from portal.accounts import queries
from portal.core.db import db


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
