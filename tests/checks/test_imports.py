"""What a web process reads at its start: nothing heavy that most pages can do without."""

import subprocess
import sys

from portal.settings import ROOT

# Each costs a worker megabytes or its start a tenth of a second. They are read at first use.
AT_FIRST_USE = {
    "PIL": "pictures that are sent in",
    "alembic": "migrations",
    "authlib": "signing in",
    "croniter": "the worker's clock",
    "fontTools": "PDF",
    "holidays": "the table of holidays is made from it",
    "icalendar": "calendar files",
    "joserfc": "signing in",
    "openpyxl": "figures read from a spreadsheet",
    "procrastinate": "the worker",
    "pyrage": "backups",
    "requests": "signing in, and figures fetched",
    "rich": "coloured terminals, which development tools bring",
    "smtplib": "mails, which the worker sends",
    "urllib3": "signing in, and figures fetched",
    "weasyprint": "PDF",
    "webauthn": "security keys",
    "xlsxwriter": "spreadsheets",
    "portal.demo": "the demo municipality",
    "portal.operations.backup": "backups",
    "portal.operations.doctor": "the examination, which the worker does",
}


def test_a_web_process_starts_without_what_few_pages_need() -> None:
    code = "import sys, wsgi; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read = set(said.stdout.split())
    assert {name: use for name, use in AT_FIRST_USE.items() if name in read} == {}
    assert "portal.booking.routes_citizen" in read
