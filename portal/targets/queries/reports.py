"""Management reports as pages and commands read them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Staff
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.targets.models import FORMATS, Report, ReportComment, ReportFile
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter


@dataclass(frozen=True)
class Listed:
    """A report in the list."""

    report: Report
    quarter: Quarter
    drafted_by: str
    approved_by: str | None


@dataclass(frozen=True)
class Check:
    """What the verification of one report found; `wrong` names what does not match."""

    report: Report
    files: int
    wrong: list[str]


def all_reports(session: Session, *, drafts: bool) -> list[Listed]:
    """Every report, the newest quarter and version first; drafts only for those who write them."""
    drafter, approver = aliased(Staff), aliased(Staff)
    rows = session.execute(
        sa.select(Report, drafter.name, approver.name)
        .join(drafter, drafter.id == Report.drafted_by_id)
        .outerjoin(approver, approver.id == Report.approved_by_id)
        .where(sa.or_(sa.literal(drafts), Report.approved_at.is_not(None)))
        .order_by(Report.quarter.desc(), Report.version.desc())
    )
    return [Listed(row, Quarter.named(row.quarter), by, approved) for row, by, approved in rows]


def one_report(session: Session, quarter: str, version: int, *, drafts: bool) -> Report:
    """A report by its quarter and version.

    Raises:
        NotFound: when there is none, or it is a draft and the reader writes none.
    """
    report = session.scalar(
        sa.select(Report).where(Report.quarter == quarter, Report.version == version)
    )
    if report is None or (report.approved_at is None and not drafts):
        raise NotFound
    return report


def in_force(session: Session, quarter: str, at: datetime) -> Report:
    """The approved report of a quarter as it stood at a moment.

    Raises:
        NotFound: when none was approved by then.
    """
    report = session.scalar(
        sa.select(Report)
        .where(Report.quarter == quarter, Report.approved_at <= at)
        .order_by(Report.version.desc())
        .limit(1)
    )
    if report is None:
        raise NotFound
    return report


def commented(session: Session, report: Report) -> rules.Figures:
    """The draft's figures with the comments written so far."""
    rows = session.execute(
        sa.select(ReportComment.area, ReportComment.words, Staff.name)
        .join(Staff, Staff.id == ReportComment.written_by_id)
        .where(ReportComment.report_id == report.id)
    )
    said = {area: (words, name) for area, words, name in rows}
    return rules.with_comments(rules.read_figures(report.figures), said)


def files_of(session: Session, report: Report) -> dict[str, tuple[str, int]]:
    """The report's files by format, in the order of `FORMATS`: checksum and size."""
    rows = session.execute(
        sa.select(ReportFile.format, ReportFile.checksum, sa.func.length(ReportFile.content)).where(
            ReportFile.report_id == report.id
        )
    )
    found = {name: (checksum, size) for name, checksum, size in rows}
    return {name: found[name] for name in FORMATS if name in found}


def file_of(session: Session, report: Report, format_: str) -> ReportFile:
    """One file of a report.

    Raises:
        NotFound: when there is none, or none yet.
    """
    file = session.get(ReportFile, (report.id, format_)) if format_ in FORMATS else None
    if file is None:
        raise NotFound
    return file


def staff_name(session: Session, staff_id: int) -> str:
    """The name of a member of staff."""
    return session.scalar(sa.select(Staff.name).where(Staff.id == staff_id)) or ""


def may_approve(report: Report, actor: Actor) -> bool:
    """True when somebody else than `actor` drafted it."""
    return report.drafted_by_id != actor.person_id


def digest(content: bytes) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(content).hexdigest()


def checked(session: Session) -> Iterator[Check]:
    """Every approved report with its checksums computed anew, oldest quarter first."""
    reports = session.scalars(
        sa.select(Report)
        .where(Report.approved_at.is_not(None))
        .order_by(Report.quarter, Report.version)
    ).all()
    for report in reports:
        wrong = [] if rules.checksum(report.content or "") == report.checksum else ["content"]
        files = session.scalars(
            sa.select(ReportFile).where(ReportFile.report_id == report.id)
        ).all()
        wrong += [file.format for file in files if digest(file.content) != file.checksum]
        yield Check(report, len(files), wrong)
