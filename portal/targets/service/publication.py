"""Use case: publish the survey's figures. What may be shown is decided here and nowhere else.

A running quarter shows its totals only, and they move in steps that could stand alone. When its
last answer is counted the quarter is published whole, with its groups, and frozen.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.logs import log
from portal.targets.models import FigureRelease, PublicationRule, PublishedFigure
from portal.targets.queries import raw
from portal.targets.rules import suppression
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.suppression import TOTAL, Address, Counts, Limits, Table

Totals = dict[str, tuple[Counts | None, bool]]
People = Mapping[Address, int]


def publish_due(session: Session, *, now: datetime) -> list[FigureRelease]:
    """Publish what has moved, and freeze the quarters that are over; returns the new releases."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("publish figures"))))
    made = (
        publish_quarter(session, quarter, over, now) for quarter, over in raw.unfrozen(session, now)
    )
    return [release for release in made if release is not None]


def limits_on(session: Session, day: date) -> Limits:
    """The rule about small counts in force on `day`."""
    rule = session.scalar(
        sa.select(PublicationRule)
        .where(PublicationRule.valid_from <= day)
        .order_by(PublicationRule.valid_from.desc())
        .limit(1)
    )
    return Limits(rule.smallest, rule.unanimous_below) if rule else Limits()


def publish_quarter(
    session: Session, quarter: Quarter, over: bool, now: datetime
) -> FigureRelease | None:
    """Publish one quarter if anything has moved, and freeze it if it is over."""
    limits = limits_on(session, clock.local_date(now))
    tables = raw.tables(session, quarter, groups=over)
    last, before = _last(session, quarter)
    totals = {
        key: suppression.moved(before.get(key), table[TOTAL], limits)
        for key, table in tables.items()
    }
    invited = max((table[TOTAL].invited for table in tables.values()), default=0)
    moved = {key: counts for key, (counts, _) in totals.items()} != {
        key: before.get(key) for key in totals
    }
    if last is not None and not over and not moved and last.invited == invited:
        return None
    release = FigureRelease(quarter_start=quarter.first_day, at=now, final=over, invited=invited)
    session.add(release)
    session.flush()
    people = raw.populations(session, quarter)
    rows = [*_total_rows(totals, people)]
    if over:
        rows += _groups(quarter, tables, totals, people, limits)
    if rows:
        session.execute(
            sa.insert(PublishedFigure), [{"release_id": release.id, **row} for row in rows]
        )
    audit.record(session, None, "publish", "figures", quarter.name, now=now, final=over)
    return release


def _last(session: Session, quarter: Quarter) -> tuple[FigureRelease | None, dict[str, Counts]]:
    """The quarter's latest release, and the totals it shows."""
    release = session.scalar(
        sa.select(FigureRelease)
        .where(FigureRelease.quarter_start == quarter.first_day)
        .order_by(FigureRelease.at.desc())
        .limit(1)
    )
    if release is None:
        return None, {}
    rows = session.scalars(
        sa.select(PublishedFigure).where(
            PublishedFigure.release_id == release.id,
            PublishedFigure.dimension == TOTAL.dimension,
            PublishedFigure.n.is_not(None),
        )
    )
    shown = {}
    for row in rows:
        assert row.invited is not None
        assert row.n is not None
        assert row.favourable is not None
        shown[row.key] = Counts(row.invited, row.n, row.favourable)
    return release, shown


def _total_rows(totals: Totals, people: People) -> Iterator[dict[str, object]]:
    for key, (counts, complete) in totals.items():
        yield _row(key, TOTAL, counts, people) | {"complete": complete}


def _groups(
    quarter: Quarter,
    tables: Mapping[str, Table],
    totals: Totals,
    people: People,
    limits: Limits,
) -> Iterator[dict[str, object]]:
    """The rows of the groups: of a statement whose late answers are left out, none is shown."""
    whole = {key: tables[key] for key, (_, complete) in totals.items() if complete}
    sound, left_out = suppression.sound(whole)
    if left_out:
        log.error("figures do not add up", quarter=quarter.name, divisions=left_out)
    shown = suppression.decide(sound, limits)
    for key, table in tables.items():
        for address, counts in sorted(table.items()):
            if address != TOTAL:
                visible = address in shown.get(key, ())
                row = _row(key, address, counts if visible else None, people)
                yield row | {"complete": True}


def _row(key: str, address: Address, counts: Counts | None, people: People) -> dict[str, object]:
    return {
        "key": key,
        **address._asdict(),
        "invited": counts.invited if counts else None,
        "n": counts.n if counts else None,
        "favourable": counts.favourable if counts else None,
        "population": people.get(address) if counts else None,
    }
