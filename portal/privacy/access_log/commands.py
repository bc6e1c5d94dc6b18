"""Operators' commands about the access log."""

import json
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.commands import Moment
from portal.core.db import db
from portal.privacy.access_log import queries, rules, service


@click.group(name="access-log")
def access_log() -> None:
    """Who has looked at whose data."""


@access_log.command()
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="The month; the last one if none.")
@click.option("--now", "moment", type=Moment(), help="As if it were this moment.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def sample(month: datetime | None, moment: datetime | None, as_json: bool) -> None:
    """Draw a month's looks if that is not done, and show how far their checking has come."""
    now = moment or clock.now()
    wanted = month.date() if month else rules.month_before(clock.local_date(now))
    if rules.month_after(wanted) > clock.local_date(now):
        raise click.ClickException("That month is not over.")
    service.draw(db.session, current_app.extensions["portal.settings"], wanted, now)
    db.session.commit()
    rows = [_row(one, clock.local_date(now)) for one in queries.months(db.session)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        state = "late" if row["late"] else "open" if row["open"] else "signed off"
        click.echo(
            f"{row['month']}  {row['drawn']} of {row['looks']} looks drawn, {row['open']} open,"
            f" {row['asked']} to be asked about, due {row['due_on']}: {state}"
        )


def _row(one: queries.Month, today: date) -> dict[str, str | int | bool]:
    return {
        "month": f"{one.sample.month:%Y-%m}",
        "looks": one.sample.looks,
        "drawn": one.drawn,
        "open": one.open,
        "asked": one.asked,
        "due_on": one.sample.due_on.isoformat(),
        "late": one.is_late(today),
    }
