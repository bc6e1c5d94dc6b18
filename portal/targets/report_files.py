"""A report as PDF, spreadsheet and CSV: three forms of one value, with the same numbers."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core import clock, pdf, tables
from portal.targets import goal_charts, goal_words
from portal.targets.rules import reports as rules
from portal.targets.rules.reports import Area, Content, Figures, Line

LAYOUT = Path(__file__).with_name("report.css")
LANGUAGE = "da"
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def made(content: Content) -> dict[str, bytes]:
    """The report's three files.

    Raises:
        PdfUnavailable: when this machine can't make a PDF.
    """
    with force_locale(LANGUAGE):
        return {name: make(content) for name, make in MAKERS.items()}


def heads() -> list[str]:
    """The names of the columns, in the order of `cells`."""
    return [
        _("Focus area"),
        _("Goal"),
        _("Target value"),
        _("The municipality"),
        _("Unit"),
        _("Figures from"),
        _("Number"),
        _("Interval from"),
        _("Interval to"),
        _("Verdict"),
        _("Cluster"),
        _("Eastern Denmark"),
        _("Whole country"),
        _("Source"),
    ]


def cells(area: Area, line: Line) -> list[str | float | int | None]:
    """One line of the report as cells; numbers are numbers."""
    return [
        area.name,
        line.label,
        line.target_words,
        line.value,
        _("per cent") if line.unit in ("pct", "change") else "",
        line.period,
        line.n,
        line.low,
        line.high,
        line.verdict_word or "–",
        line.cluster,
        line.eastern_denmark,
        line.whole_country,
        line.source,
    ]


def as_csv(content: Content) -> bytes:
    """The verdict table as CSV, with decimal commas as Danish spreadsheets want them."""
    return tables.as_csv(heads(), [cells(*row) for row in rules.rows(content.figures)])


def as_xlsx(content: Content) -> bytes:
    """A spreadsheet: the verdicts, the quarters and months behind them, the comments."""
    import xlsxwriter  # at first use: few processes make one

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    title = _title(content)
    # The approval's own moment, so that the same report is the same file.
    approved = clock.local(datetime.fromisoformat(content.approved_at)).replace(tzinfo=None)
    book.set_properties(
        {"title": title, "created": approved, "company": content.figures.municipality}
    )
    listed = rules.rows(content.figures)
    _sheet(book, _("Verdicts"), heads(), [cells(*row) for row in listed])
    names = (_("Goal"), _("Period"), _("The municipality"), *heads()[6:9])
    _sheet(
        book,
        _("Over time"),
        names,
        [
            [line.label, point.label, point.value, point.n, point.low, point.high]
            for _area, line in listed
            for point in line.history
        ],
    )
    said = [area for area in content.figures.areas if area.comment]
    _sheet(
        book,
        _("Comments"),
        (_("Focus area"), _("Comment"), _("Written by")),
        [[area.name, area.comment, area.comment_by] for area in said],
    )
    method = [*_about(content), *content.figures.method]
    _sheet(book, _("About the figures"), (_("What"), _("How")), method)
    book.close()
    return file.getvalue()


def _sheet(book: Any, name: str, header: Sequence[str], rows: Sequence[Any]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0.0", "valign": "top"})
    whole = book.add_format({"num_format": "#,##0", "valign": "top"})
    widths = [max(12, len(head) + 2) for head in header]
    for column, head in enumerate(header):
        sheet.write_string(0, column, head, bold)
    for index, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, float | int):
                sheet.write_number(
                    index, column, cell, number if isinstance(cell, float) else whole
                )
            else:
                sheet.write_string(index, column, cell or "", text)
                widths[column] = max(widths[column], min(len(cell or "") + 2, 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _about(content: Content) -> list[tuple[str, str]]:
    figures = content.figures
    said = [
        (_("Municipality"), figures.municipality),
        (_("Quarter"), figures.quarter_label),
        (_("Version"), str(content.version)),
        (_("Figures as known on"), figures.figures_on),
        (
            _("Approved"),
            _("%(day)s by %(name)s", day=content.approved_on, name=content.approved_by),
        ),
    ]
    if content.reason:
        said.append((_("Why it was corrected"), content.reason))
    return said


def as_pdf(content: Content) -> bytes:
    """A tagged PDF: front page, verdicts, a page for each focus area, method.

    Raises:
        PdfUnavailable: when this machine can't make one.
    """
    html = render_template(
        "targets/report_pdf.html",
        content=content,
        figures=content.figures,
        title=_title(content),
        about=_about(content),
        lang=LANGUAGE,
        tally=rules.tally(line for _area, line in rules.rows(content.figures)),
        checksum=rules.checksum(rules.canonical(content)),
        silent=_silent(content.figures),
        **drawing(content.figures),
    )
    return pdf.render(html, LAYOUT.read_text(encoding="utf-8"))


def _silent(figures: Figures) -> list[tuple[Area, list[Line]]]:
    """The goals of each area that have nothing to tell yet."""
    found = [(area, [line for line in area.lines if not line.told]) for area in figures.areas]
    return [(area, lines) for area, lines in found if lines]


def drawing(figures: Figures) -> dict[str, Any]:
    """What templates need to show a report's figures."""
    return {
        "shown": rules.shown,
        "words": goal_words,
        "bars": {area.key: goal_charts.shares(area.lines) for area in figures.areas},
        "compared": {
            line.key: goal_charts.comparison(
                {
                    "municipality": line.value,
                    "cluster": line.cluster,
                    "eastern_denmark": line.eastern_denmark,
                    "whole_country": line.whole_country,
                },
                line.target,
            )
            for _area, line in rules.rows(figures)
            if line.compared
        },
        "courses": {
            line.key: goal_charts.course(
                [_short(point.period) for point in line.history],
                {"municipality": [point.value for point in line.history]},
                line.target,
            )
            for _area, line in rules.rows(figures)
            if line.history
        },
    }


def _short(period: str) -> str:
    """'3.26' would say nothing: 3. kv. 26 for a quarter, 06.26 for a month."""
    year, rest = period.split("-")
    return f"{rest[1]}. kv. {year[2:]}" if rest.startswith("Q") else f"{rest}.{year[2:]}"


def _title(content: Content) -> str:
    return str(
        _(
            "Management report, %(quarter)s, %(municipality)s",
            quarter=content.figures.quarter_label,
            municipality=content.figures.municipality,
        )
    )


MAKERS: dict[str, Callable[[Content], bytes]] = {"pdf": as_pdf, "xlsx": as_xlsx, "csv": as_csv}
