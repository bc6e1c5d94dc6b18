"""What the tests of management reports share: making, approving and reading one."""

import re
from datetime import timedelta
from html import unescape

from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core.access import Actor, Audience, Role
from portal.targets import queries, report_files, service
from portal.targets.models import Report
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter
from tests.conftest import NOW

LIST = "/personale/rapporter"
Q2_2014 = f"{LIST}/2014-Q2/1"
KOMMUNE = "Lyngby-Taarbæk Kommune"
LATER = NOW + timedelta(hours=1)


def acting(who: Staff) -> Actor:
    return Actor(Audience.STAFF, who.id, who.name, role=Role(who.role))


def drafted(session: orm.Session, who: Staff, quarter: str = "2014-Q2", reason: str = "") -> Report:
    app: Flask = session.info["app"]
    with app.app_context():  # which is where its language is chosen
        return service.reports.draft(
            session, Quarter.named(quarter), reason, KOMMUNE, actor=acting(who), now=NOW
        )


def approved(session: orm.Session, report: Report, who: Staff) -> Report:
    mark = service.reports.mark(queries.commented(session, report))
    service.reports.approve(session, report, mark, actor=acting(who), now=LATER)
    session.commit()
    return report


def mark_of(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def content_of(report: Report) -> rules.Content:
    assert report.content is not None
    return rules.read_content(report.content)


def with_files(app: Flask, session: orm.Session, report: Report) -> dict[str, bytes]:
    with app.test_request_context():
        files = report_files.made(content_of(report))
    service.reports.keep_files(session, report, files, now=LATER)
    session.commit()
    return files
