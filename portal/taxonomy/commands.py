"""Operators' commands about the taxonomy."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.db import db
from portal.taxonomy import queries, service
from portal.taxonomy.models import SCHEMES
from portal.taxonomy.rules import LANGUAGES, BadFile


@click.group()
def taxonomy() -> None:
    """The names of occupations and competences."""


@taxonomy.command(name="import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def import_(folder: Path) -> None:
    """Take in the official ESCO v1.2 CSV files from a folder. The same again changes nothing."""
    db.session.execute(service.NO_TIME_LIMIT)
    try:
        taken = service.import_directory(db.session, folder)
    except (BadFile, OSError) as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(
        f"{taken.occupations} occupations, {taken.skills} skills, {taken.relations} relations;"
        f" {taken.retired} retired."
    )


@taxonomy.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--scheme", type=click.Choice(SCHEMES), help="Only occupations, or only skills.")
@click.option("--language", type=click.Choice(LANGUAGES), default="da", help="Of the labels.")
@click.option("--most", type=click.IntRange(1, queries.MOST), default=10, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def search(
    words: tuple[str, ...], scheme: str | None, language: str, most: int, as_json: bool
) -> None:
    """Find concepts by the beginnings of words, as the pages do."""
    hits = queries.search(db.session, " ".join(words), language=language, scheme=scheme, most=most)
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for hit in hits:
        also = f" ({hit.name})" if hit.name != hit.label else ""
        click.echo(f"{hit.scheme:<11} {hit.label}{also}  {hit.uri}")
    if not hits:
        click.echo("Nothing was found.")
