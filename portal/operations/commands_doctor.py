"""`portal doctor`: what is wrong with this installation, in words."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import force_locale
from portal.operations import words
from portal.operations.doctor import State, examine

MARKS = {State.OK: "  ok   ", State.WARNING: "  look ", State.ERROR: "  WRONG"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--language", type=click.Choice(["en", "da"]), default="en")
@with_appcontext
def doctor(as_json: bool, language: str) -> None:
    """Look at the whole installation. Ends with 1 when something is wrong, with 0 otherwise."""
    settings = current_app.extensions["portal.settings"]
    findings = examine(lambda: db.session, settings, clock.now)
    with force_locale(language):
        said = [
            {
                "key": one.key,
                "state": one.state.value,
                "code": one.code,
                "sentence": words.sentence(one.code, one.values),
                "values": one.values,
            }
            for one in findings
        ]
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for one, finding in zip(said, findings, strict=True):
            click.echo(f"{MARKS[finding.state]}  {one['sentence']}")
    if any(one.state is State.ERROR for one in findings):
        raise SystemExit(1)
