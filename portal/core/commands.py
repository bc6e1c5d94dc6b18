"""The operators' commands that belong to no room: `flask --app wsgi portal …`."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import access_table, clock, locks_page, migrations, standing
from portal.core.db import db
from portal.core.engine import work_behind_the_pages
from portal.core.row_role import RolesMissing
from portal.row_security import DECLARED


class Moment(click.ParamType[datetime]):
    """The type of `--now`: an ISO 8601 moment, Danish wall time when it has no offset."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment in UTC, or a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            return clock.parse_moment(str(value))
        except ValueError:
            return self.fail(f"{value} is not an ISO 8601 moment", param, ctx)


class Commands(click.Group):
    """A group whose commands are read from `places` ("module:name") when they are asked for."""

    def __init__(self, name: str, places: Mapping[str, str], words: str) -> None:
        super().__init__(name, help=words)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the alphabet."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.places:
            return None
        module, name = self.places[cmd_name].split(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Nobody waits for a page, so statements may take as long as work does."""
        work_behind_the_pages()
        return super().invoke(ctx)


@click.group(name="db")
def database() -> None:
    """The database's shape."""


@database.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest shape."""
    owner = db.owner()
    try:
        migrations.upgrade(owner, standing.application(str(db.engine.url.username)))
    except RolesMissing as error:
        raise click.ClickException(str(error)) from error
    finally:
        owner.dispose()
    click.echo(f"The database is at {migrations.head()}.")


@database.command()
@with_appcontext
def status() -> None:
    """Say which shape the database has."""
    click.echo(f"database {migrations.current(db.engine) or 'empty'}, code {migrations.head()}")


@click.group(name="policy")
def policy_() -> None:
    """Who may do what."""


@policy_.command(name="table")
@with_appcontext
def policy_table() -> None:
    """Print the policy and every route's as docs/access.md shows them."""
    click.echo(access_table.markdown(current_app._get_current_object()), nl=False)  # type: ignore[attr-defined]


@database.command()
def locks() -> None:
    """Print whose the rows of each table are, as docs/row-security.md has it."""
    click.echo(locks_page.page(DECLARED), nl=False)
