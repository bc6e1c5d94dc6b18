"""Management reports: drafted, commented, approved by somebody else, and then never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.core import audit, clock, jobs
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, in_words
from portal.core.formatting import long_date
from portal.targets import queries
from portal.targets.models import Report, ReportComment, ReportFile
from portal.targets.refusals import TargetsRefusal
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter

LANGUAGE = "da"
MAKE_FILES = "targets.make_report_files"
ONE_DRAFT = {
    "report_one_draft_per_quarter": TargetsRefusal.DRAFT_THERE,
    "report_version_once": TargetsRefusal.DRAFT_THERE,
}


def draft(
    session: Session,
    quarter: Quarter,
    reason: str,
    municipality: str,
    *,
    actor: Actor,
    now: datetime,
) -> Report:
    """A draft of the quarter's report with the figures as they are now.

    Raises:
        Refused: when the quarter is not over, has a draft already, or is approved and no reason
            is given for a correction.
    """
    if quarter.last_day >= clock.local_date(now):
        raise Refused(TargetsRefusal.QUARTER_NOT_OVER)
    newest = session.scalar(
        sa.select(sa.func.max(Report.version)).where(
            Report.quarter == quarter.name, Report.approved_at.is_not(None)
        )
    )
    if newest and not reason:
        raise Refused(TargetsRefusal.CORRECTION_NEEDS_REASON)
    report = Report(
        quarter=quarter.name,
        version=(newest or 0) + 1,
        reason=reason if newest else "",
        figures=_figures(session, quarter, municipality, now),
        figures_at=now,
        drafted_by_id=actor.person_id,
        drafted_at=now,
    )
    with in_words(session, ONE_DRAFT):
        session.add(report)
    _note(session, actor, "draft", report, now)
    session.flush()
    return report


def _figures(session: Session, quarter: Quarter, municipality: str, now: datetime) -> str:
    with force_locale(LANGUAGE):
        return rules.canonical(queries.figures_of(session, quarter, municipality, now))


def _open_draft(session: Session, report: Report) -> Report:
    """The draft, held until the transaction ends, so that nobody approves it meanwhile.

    Raises:
        NotFound: when it has been discarded.
        Refused: when it is approved.
    """
    held = session.scalar(
        sa.select(Report)
        .where(Report.id == report.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound
    if held.approved_at is not None:
        raise Refused(TargetsRefusal.APPROVED_ALREADY)
    return held


def refresh(session: Session, report: Report, *, actor: Actor, now: datetime) -> None:
    """Read the draft's figures anew. Raises as `_open_draft` does."""
    held = _open_draft(session, report)
    municipality = rules.read_figures(held.figures).municipality
    held.figures = _figures(session, Quarter.named(held.quarter), municipality, now)
    held.figures_at = now
    _note(session, actor, "refresh", held, now)
    session.flush()


def comment(
    session: Session, report: Report, area: str, words: str, *, actor: Actor, now: datetime
) -> None:
    """Say something of a focus area, or with no words take back what was said.

    Raises:
        NotFound: when the report has no such area.
        Refused: when it is approved.
    """
    held = _open_draft(session, report)
    if area not in {one.key for one in rules.read_figures(held.figures).areas}:
        raise NotFound
    said = session.get(ReportComment, (held.id, area))
    if said is None and words:
        session.add(
            ReportComment(
                report_id=held.id,
                area=area,
                words=words,
                written_by_id=actor.person_id,
                written_at=now,
            )
        )
    elif said is not None and words:
        said.words, said.written_by_id, said.written_at = words, actor.person_id, now
    elif said is not None:
        session.delete(said)
    _note(session, actor, "comment", held, now, area=area)
    session.flush()


def approve(session: Session, report: Report, seen: str, *, actor: Actor, now: datetime) -> None:
    """Freeze the report as it was seen, and have its files made after the commit.

    Raises:
        Refused: when it is approved, when the approver drafted it, or when figures or comments
            have changed since the page marked by `seen` was shown.
    """
    held = _open_draft(session, report)
    if held.drafted_by_id == actor.person_id:
        raise Refused(TargetsRefusal.OWN_DRAFT)
    figures = queries.commented(session, held)
    if mark(figures) != seen:
        raise Refused(TargetsRefusal.DRAFT_CHANGED)
    content = rules.canonical(
        rules.Content(
            figures=figures,
            version=held.version,
            reason=held.reason,
            drafted_by=queries.staff_name(session, held.drafted_by_id),
            approved_by=actor.name,
            approved_at=now.isoformat(),
            approved_on=long_date(clock.local_date(now), LANGUAGE),
        )
    )
    held.content, held.checksum = content, rules.checksum(content)
    held.approved_by_id, held.approved_at = actor.person_id, now
    _note(session, actor, "approve", held, now, checksum=held.checksum)
    session.flush()
    jobs.defer(session, MAKE_FILES, report_id=held.id)


def mark(figures: rules.Figures) -> str:
    """What marks a draft as it is shown: its figures and what is said of them."""
    return rules.checksum(rules.canonical(figures))


def discard(session: Session, report: Report, *, actor: Actor, now: datetime) -> None:
    """Throw a draft away. Raises as `_open_draft` does."""
    held = _open_draft(session, report)
    _note(session, actor, "discard", held, now)
    session.delete(held)
    session.flush()


def keep_files(
    session: Session, report: Report, files: Mapping[str, bytes], *, now: datetime
) -> None:
    """Store the files of an approved report that are not stored yet."""
    there = set(
        session.scalars(sa.select(ReportFile.format).where(ReportFile.report_id == report.id))
    )
    session.add_all(
        ReportFile(
            report_id=report.id,
            format=name,
            content=content,
            checksum=queries.digest(content),
            made_at=now,
        )
        for name, content in files.items()
        if name not in there
    )
    session.flush()


def note_download(
    session: Session, report: Report, file: ReportFile, *, actor: Actor, now: datetime
) -> None:
    """Log who took which file away, and how many goals are in it."""
    figures = rules.read_content(report.content or "").figures
    rows = len(rules.rows(figures))
    _note(session, actor, "download", report, now, format=file.format, rows=rows)
    session.flush()


def _note(
    session: Session, actor: Actor, action: str, report: Report, now: datetime, **details: Any
) -> None:
    audit.record(
        session,
        actor,
        action,
        "management_report",
        f"{report.quarter}/{report.version}",
        now=now,
        **details,
    )
