"""Operators' commands about management reports."""

import json

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.db import db
from portal.core.pdf import PdfUnavailable
from portal.targets import queries, report_files, service
from portal.targets.models import FORMATS
from portal.targets.rules.reports import read_content


@click.group()
def reports() -> None:
    """The quarterly management reports."""


@reports.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def verify(as_json: bool) -> None:
    """Compute the checksum of every approved report and file anew; fail when one differs."""
    found = list(queries.checked(db.session))
    rows = [
        {
            "quarter": one.report.quarter,
            "version": one.report.version,
            "checksum": one.report.checksum,
            "files": one.files,
            "wrong": one.wrong,
        }
        for one in found
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    for one in [] if as_json else found:
        state = f"WRONG: {', '.join(one.wrong)}" if one.wrong else "as approved"
        click.echo(
            f"{one.report.quarter} version {one.report.version}: {state},"
            f" {one.files} of {len(FORMATS)} files, {one.report.checksum}"
        )
    if any(one.wrong for one in found):
        raise click.ClickException("A report is not what was approved.")
    if not as_json:
        click.echo(f"{len(found)} approved reports.")


@reports.command("make-files")
@with_appcontext
def make_files() -> None:
    """Make the files that approved reports still lack, without waiting for the worker."""
    made = 0
    for one in list(queries.checked(db.session)):
        if one.files < len(FORMATS) and one.report.content:
            try:
                files = report_files.made(read_content(one.report.content))
            except PdfUnavailable:
                raise click.ClickException(
                    "This machine lacks Pango. On Debian: apt-get install libpangoft2-1.0-0"
                ) from None
            service.reports.keep_files(db.session, one.report, files, now=clock.now())
            db.session.commit()
            made += 1
    click.echo(f"{made} reports got their files.")
