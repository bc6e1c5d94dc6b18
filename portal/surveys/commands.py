"""Commands about the survey."""

import json
from dataclasses import asdict
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts.queries import citizen_named
from portal.core import audit, clock, i18n
from portal.core.commands import Moment
from portal.core.db import db
from portal.core.errors import Refused
from portal.settings import Settings
from portal.surveys import queries, service
from portal.surveys.models import SurveyRule
from portal.surveys.rules import Numbers


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
    moment = now or clock.now()
    try:
        citizens = service.invite_due(db.session, now=moment)
        businesses = service.invite_businesses(db.session, now=moment)
    except Refused as refused:
        db.session.rollback()
        with i18n.force_locale("en"):
            raise click.ClickException(str(refused.refusal.sentence)) from None
    db.session.commit()
    click.echo(f"{citizens} invited, and {businesses} of businesses")


@surveys.command("remind-due")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def remind_due(now: datetime | None) -> None:
    """Send this week's reminders, without waiting for the worker."""
    number = service.remind_due(db.session, now=now or clock.now())
    db.session.commit()
    click.echo(f"{number} reminded")


@surveys.command()
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def lay(now: datetime | None) -> None:
    """Lay down the answers that have company, without waiting for the worker."""
    number = service.lay_answers(db.session, now=now or clock.now())
    db.session.commit()
    click.echo(f"{number} laid down")


@surveys.command("rules")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--now", type=Moment(), help="As if it were this moment.")
@with_appcontext
def show_rules(as_json: bool, now: datetime | None) -> None:
    """The numbers the survey goes by."""
    numbers = asdict(queries.numbers(db.session, clock.local_date(now or clock.now())))
    if as_json:
        click.echo(json.dumps(numbers))
        return
    for key, value in numbers.items():
        click.echo(f"{key:26} {value}")


@surveys.command("set-rule")
@click.argument("key", type=click.Choice(list(Numbers.__dataclass_fields__)))
@click.argument("value", type=click.IntRange(0, 10_000))
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--source", required=True, help="Who decided it, and where that stands.")
@with_appcontext
def set_rule(key: str, value: int, valid_from: datetime, source: str) -> None:
    """Let a number be another from a day on; what was before stays written."""
    moment = clock.now()
    db.session.merge(SurveyRule(key=key, valid_from=valid_from.date(), value=value, source=source))
    audit.record(db.session, None, "change", "survey_rule", key, now=moment, value=value)
    db.session.commit()
    click.echo(f"{key} is {value} from {valid_from.date()} on")
