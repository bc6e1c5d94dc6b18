"""The figures on the command line, in the shapes of the API."""

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.targets import published, queries, service
from portal.targets.commands_measurements import fetch
from portal.targets.rules.quarters import Quarter


class QuarterName(click.ParamType[Quarter]):
    """The type of `--quarter`: a quarter such as 2026-Q3."""

    name = "quarter"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Quarter:
        """The quarter, or a usage error."""
        if isinstance(value, Quarter):
            return value
        try:
            return Quarter.named(str(value))
        except ValueError as error:
            return self.fail(str(error), param, ctx)


def _listing(command: Any) -> Any:
    """The options that both lists take."""
    for option in (
        click.option("--now", type=Moment(), help="As if it were this moment."),
        click.option("--json", "as_json", is_flag=True, help="As JSON."),
        click.option("--quarter", type=QuarterName(), help="One quarter only, such as 2026-Q3."),
    ):
        command = option(command)
    return command


@click.group()
def targets() -> None:
    """The five targets of dignified casework."""


targets.add_command(fetch)


@targets.command("show")
@_listing
@with_appcontext
def show_targets(quarter: Quarter | None, as_json: bool, now: datetime | None) -> None:
    """List the targets by quarter."""
    moment = now or clock.now()
    quarters = [quarter] if quarter else queries.recent(moment)
    figures = queries.survey_targets(db.session, quarters, moment)
    _print([published.survey_row(figure) for figure in figures], as_json)


@targets.command("publish")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def publish(now: datetime | None) -> None:
    """Publish what has moved and freeze the quarters that are over, as the worker does daily."""
    made = service.publication.publish_due(db.session, now=now or clock.now())
    db.session.commit()
    for release in made:
        quarter = Quarter.of(release.quarter_start).name
        click.echo(f"{quarter} is {'published and frozen' if release.final else 'published'}.")
    if not made:
        click.echo("Nothing has moved.")


@click.group(name="service-goals")
def service_goals() -> None:
    """The two promises to businesses."""


@service_goals.command("show")
@_listing
@with_appcontext
def show_service_goals(quarter: Quarter | None, as_json: bool, now: datetime | None) -> None:
    """List the promises by quarter."""
    moment = now or clock.now()
    quarters = [quarter] if quarter else queries.recent(moment)
    figures = queries.service_goals(db.session, quarters, moment)
    _print([published.service_row(figure) for figure in figures], as_json)


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo("There is nothing to show.")
        return
    heads = list(rows[0])
    table = [heads, *[["–" if row[h] is None else str(row[h]) for h in heads] for row in rows]]
    widths = [max(len(line[i]) for line in table) for i in range(len(heads))]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
