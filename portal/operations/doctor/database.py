"""Checks of the database itself."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock, migrations, months
from portal.operations.findings import Finding, State, graded
from portal.settings import Settings

OLDEST = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
SKEW_WARNS, SKEW_FAILS = 2.0, 30.0


def reached(session: Session) -> Iterator[Finding]:
    """The database answers; without that nothing else can be asked."""
    session.execute(sa.text("SELECT 1"))
    yield Finding("database", "database_answers", State.OK)


def server(session: Session, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Its version, its extensions, and a setting that would undo the survey's anonymity."""
    version = str(session.scalar(sa.text("SHOW server_version"))).split()[0]
    new_enough = int(version.split(".")[0]) >= OLDEST
    values = {"version": version, "oldest": OLDEST}
    code = "version_ok" if new_enough else "version_old"
    yield Finding("version", code, State.OK if new_enough else State.ERROR, values)
    there = set(session.scalars(sa.text("SELECT extname FROM pg_extension")))
    missing = [name for name in EXTENSIONS if name not in there]
    if missing:
        yield Finding(
            "extensions", "extensions_missing", State.ERROR, {"names": ", ".join(missing)}
        )
    else:
        yield Finding("extensions", "extensions_ok", State.OK)
    if session.scalar(sa.text("SHOW track_commit_timestamp")) == "on":
        yield Finding("commit_timestamps", "commit_timestamps_on", State.ERROR)


def role(session: Session, settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the role the portal works as can get around the protection of rows."""
    row = session.execute(
        sa.text(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
    ).one()
    values = {"role": row[0]}
    if not row[1]:
        yield Finding("role", "role_ok", State.OK, values)
    else:
        bad = State.ERROR if settings.env == "production" else State.WARNING
        yield Finding("role", "role_may_all", bad, values)


def shape(session: Session, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the database has the shape this code was written for, and its rules."""
    there = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    yield compared(there, migrations.head())
    if not session.scalar(sa.text("SELECT EXISTS (SELECT FROM talk_rule)")):
        yield Finding("rules", "rules_missing", State.ERROR)


def parts(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the tables kept by the month have a part for this month and the next."""
    missing = months.missing(session, now)
    stray = [table for table in months.BY_MONTH if months.strays(session, table)]
    if missing:
        yield Finding("months", "months_missing", State.ERROR, {"names": ", ".join(missing)})
    elif stray:
        yield Finding("months", "months_stray", State.WARNING, {"names": ", ".join(stray)})
    else:
        yield Finding("months", "months_ok", State.OK)


def compared(there: str | None, here: str | None) -> Finding:
    """The shape of the database beside the one the code needs."""
    values = {"there": there or "", "here": here}
    if there == here:
        return Finding("migrations", "migrations_ok", State.OK, values)
    return Finding("migrations", "migrations_differ", State.ERROR, values)


def clock_skew(session: Session, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    """How far this machine's clock and the database's are from each other."""
    before = clock.now()
    theirs = session.scalar(sa.text("SELECT clock_timestamp()"))
    after = clock.now()
    assert theirs is not None
    # What the question itself takes is nobody's fault.
    apart = max(0.0, (before - theirs).total_seconds(), (theirs - after).total_seconds())
    yield graded(
        "clock", "clock", apart, warns_at=SKEW_WARNS, fails_at=SKEW_FAILS, seconds=round(apart, 1)
    )
