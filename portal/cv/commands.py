"""Operators' commands about CVs."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from portal.accounts import queries as accounts
from portal.core.db import db
from portal.core.pdf import PdfUnavailable
from portal.cv import publishing, queries


@click.group()
def cv() -> None:
    """Citizens' CVs."""


@cv.command()
@click.option("--citizen", required=True, help="An id, or a persona's subject.")
@click.option("--format", "format_", type=click.Choice(list(publishing.FORMATS)), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--language", type=click.Choice(("da", "en")), default="da", help="Of the headings.")
@with_appcontext
def export(citizen: str, format_: str, out: Path, language: str) -> None:
    """Write a citizen's whole CV to a file, for the citizen who asks for it."""
    found = accounts.citizen_named(db.session, current_app.extensions["portal.settings"], citizen)
    if found is None:
        raise click.ClickException(f"There is no citizen {citizen}.")
    make = publishing.FORMATS[format_][0]
    with force_locale(language):
        try:
            content = make(*queries.to_take_along(db.session, found))
        except PdfUnavailable:
            raise click.ClickException(
                "This machine lacks Pango. On Debian: apt-get install libpangoft2-1.0-0"
            ) from None
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}.") from None
    click.echo(f"{out}: {len(content)} bytes.")
