"""Every room's dated data as it is when a portal is new: rules, purposes, statements, goals."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.booking import defaults as booking
from portal.caseload import defaults as caseload
from portal.core.commands import database
from portal.core.db import db
from portal.cv import defaults as cv
from portal.joblog import defaults as joblog
from portal.messages import defaults as messages
from portal.openings import defaults as openings
from portal.plan import defaults as plan
from portal.privacy import defaults as privacy
from portal.recruitment import defaults as recruitment
from portal.supported import defaults as supported
from portal.surveys import defaults as surveys
from portal.targets import defaults as targets
from portal.taxonomy import defaults as taxonomy

ROOMS = (
    booking,
    caseload,
    cv,
    joblog,
    messages,
    openings,
    plan,
    privacy,
    recruitment,
    supported,
    surveys,
    targets,
    taxonomy,
)


def load(session: Session) -> None:
    """Add what is missing in every room; what a job centre has changed stays. Flushes only."""
    for room in ROOMS:
        room.load_defaults(session)


@database.command(name="defaults")
@with_appcontext
def command() -> None:
    """Add the rules, statements and goals a new portal starts with; change none that are there."""
    load(db.session)
    db.session.commit()
    click.echo("The portal has its rules, statements and goals.")
