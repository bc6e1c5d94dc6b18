"""Groups on pages and in files: what is hidden can't be worked out of all that is published."""

import csv
import io
import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Team
from portal.core import clock
from portal.surveys.models import STATEMENTS, Answer, Cell, Tally
from portal.targets import queries
from portal.targets.models import PublishedFigure
from portal.targets.queries import raw
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.suppression import TOTAL, Address, Limits, may_be_shown, whole
from tests.conftest import NOW
from tests.derivation import derivable
from tests.factories.accounts import StaffFactory
from tests.factories.surveys import WaveFactory
from tests.integration.conftest import SignInAs
from tests.integration.targets.conftest import publish

Q2, Q3, Q4 = Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)
FAMILIES = ("insured", "cash_benefit", "sick", "other")
BANDS = ("under_6m", "1_2y")
SIZES = (0, 1, 2, 3, 4, 6, 8, 15, 30)
MAALTAL = "/personale/maaltal/purpose"


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def teams(session: orm.Session) -> list[str]:
    made = [Team(name=name, serves="citizens") for name in ("Øst", "Vest", "Ål")]
    session.add_all(made)
    session.commit()
    return [str(team.id) for team in made]


def fill(session: orm.Session, quarter: Quarter, teams: list[str], seed: int) -> None:
    """A quarter of answers with many small groups, of every size that tempts."""
    chance = random.Random(seed)
    wave = WaveFactory(quarter_start=quarter.first_day)
    beside: dict[tuple[str, str], list[list[int]]] = {}
    for family in FAMILIES:
        for team in teams:
            for band in BANDS:
                n = chance.choice(SIZES)
                cell = Cell(
                    wave_id=wave.id,
                    group_family=family,
                    team=team,
                    length_band=band,
                    population=3 * n + 20,
                    invited=2 * n + 10,
                )
                session.add(cell)
                session.flush()
                answers = [[chance.choice((2, 3, 4, 5, 5)) for _ in STATEMENTS] for _ in range(n)]
                for values in answers:
                    row = dict(zip(STATEMENTS, values, strict=True))
                    session.add(Answer(cell_id=cell.id, **row))
                    for kind, names in (("caseworker", ("own", "other")), ("channel", ("phone",))):
                        place = kind, chance.choice(names)
                        beside.setdefault(place, []).append(values)
    for (kind, value), answers in sorted(beside.items()):
        cell = Cell(wave_id=wave.id, kind=kind, value=value, invited=2 * len(answers))
        session.add(cell)
        session.flush()
        for place, key in enumerate(STATEMENTS):
            agree = sum(values[place] >= 4 for values in answers)
            session.add(Tally(cell_id=cell.id, key=key, n=len(answers), favourable=agree))
    session.commit()


@pytest.mark.parametrize("seed", range(4))
def test_nothing_hidden_follows_from_all_that_is_published(
    session: orm.Session, teams: list[str], seed: int
) -> None:
    fill(session, Q3, teams, seed)
    tables = raw.tables(session, Q3, groups=True)
    publish(session)
    shown: dict[str, set[Address]] = {}
    for row in session.scalars(sa.select(PublishedFigure)):
        place = Address(row.dimension, row.value, row.other)
        counts = tables[row.key][place]
        if row.n is None:
            assert (row.favourable, row.invited, row.population) == (None, None, None)
            continue
        assert (row.invited, row.n, row.favourable) == counts
        assert may_be_shown(counts, Limits())
        shown.setdefault(row.key, set()).add(place)
    for key, table in tables.items():
        assert whole(table) is None
        hidden = {a for a, c in table.items() if not c.absent} - shown[key]
        assert hidden, "a table without a small cell tests nothing"
        assert not derivable(table, frozenset(shown[key]))
        assert TOTAL in shown[key]


def test_pages_and_files_show_the_published_ones_only(
    session: orm.Session, teams: list[str], client_for: SignInAs
) -> None:
    fill(session, Q2, teams, seed=7)
    fill(session, Q3, teams, seed=1)
    publish(session)
    ida = client_for(StaffFactory(role="analyst"))
    file = ida.get("/personale/maaltal/hent/purpose.csv?lang=en&kvartal=2026-Q3").data
    rows = [
        row
        for row in csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";")
        if row["Division"]
    ]
    names = {str(team.id): team.name for team in session.scalars(sa.select(Team))}
    published = {
        names[one.value]: one.n
        for one in session.scalars(
            sa.select(PublishedFigure).where(
                PublishedFigure.key == "purpose",
                PublishedFigure.dimension == "team",
                PublishedFigure.other == "",
                PublishedFigure.release_id == release_of(session, Q3),
            )
        )
    }
    in_file = {row["Group"]: row["Number"] for row in rows if row["Division"] == "Team"}
    assert in_file == {name: str(n or "") for name, n in published.items()}
    assert list(in_file) == sorted(in_file), "teams stand by name, not by how well they do"
    for slug in ("maalgruppe", "team", "laengde", "sagsbehandler", "kanal", "maalgruppe-og-team"):
        page = ida.get(f"{MAALTAL}?kvartal=2026-Q3&efter={slug}").text
        assert "Groups with few answers are not shown" in page
        assert "Who answers?" in page


def release_of(session: orm.Session, quarter: Quarter) -> int:
    return session.execute(
        sa.text("SELECT id FROM figure_release WHERE quarter_start = :day AND final"),
        {"day": quarter.first_day},
    ).scalar_one()


def test_hidden_and_empty_groups_are_the_same(
    session: orm.Session, teams: list[str], client_for: SignInAs
) -> None:
    """A team of three answers and one where all were asked and none answered."""
    wave = WaveFactory(quarter_start=Q3.first_day)
    for team, n in zip(teams, (40, 3, 0), strict=True):
        cell = Cell(wave_id=wave.id, group_family="sick", team=team, length_band="1_2y", invited=60)
        session.add(cell)
        session.flush()
        values = [5, 2, 4] * 20
        session.add_all(
            Answer(cell_id=cell.id, **dict.fromkeys(STATEMENTS, value)) for value in values[:n]
        )
    session.commit()
    publish(session)
    page = client_for(StaffFactory()).get(f"{MAALTAL}?efter=team&kvartal=2026-Q3&lang=en").text
    table = page.split('id="grupper"')[1].split("</table>")[0]
    rows = {name: table.split(f">{name}<")[1].split("</tr>")[0] for name in ("Vest", "Ål")}
    assert "Not shown" in rows["Vest"]
    assert rows["Vest"] == rows["Ål"]
    assert not any(digit in rows["Vest"].replace('colspan="6"', "") for digit in "0123456789")


def test_a_running_quarter_shows_no_groups(
    session: orm.Session, teams: list[str], client: FlaskClient
) -> None:
    fill(session, Q4, teams, seed=1)
    publish(session)
    dimensions = set(session.scalars(sa.select(PublishedFigure.dimension)))
    assert dimensions == {"all"}


def test_a_division_counted_otherwise_is_left_out(session: orm.Session, teams: list[str]) -> None:
    fill(session, Q3, teams, seed=1)
    session.execute(
        sa.text(
            "UPDATE survey_tally SET n = n + 1 FROM survey_cell AS c"
            " WHERE c.id = cell_id AND c.kind = 'channel'"
        )
    )
    session.commit()
    publish(session)
    found = queries.breakdown(session, "purpose", 0.8, Q3, NOW)
    assert found.groups("channel") == [] or not any(
        group.result.shown for group in found.groups("channel")
    )
    assert any(group.result.shown for group in found.groups("group_family"))


def test_the_weighted_figure_is_made_of_what_is_shown(
    session: orm.Session, teams: list[str]
) -> None:
    fill(session, Q3, teams, seed=1)
    publish(session)
    (figure,) = [one for one in queries.survey_targets(session, [Q3], NOW) if one.key == "purpose"]
    shown = session.scalars(
        sa.select(PublishedFigure).where(
            PublishedFigure.key == "purpose",
            PublishedFigure.other == "",
            PublishedFigure.dimension.in_(("all", "group_family")),
            PublishedFigure.n.is_not(None),
        )
    ).all()
    whole_ = next(one for one in shown if one.dimension == "all")
    parts = [(one.population, one.n, one.favourable) for one in shown if one is not whole_]
    rest = [
        getattr(whole_, name) - sum(part[i] for part in parts)
        for i, name in enumerate(("population", "n", "favourable"))
    ]
    strata = [part for part in [*parts, tuple(rest)] if part[1]]
    people = sum(part[0] for part in strata)
    expected = sum(part[0] / people * part[2] / part[1] for part in strata)
    assert figure.weighted is not None
    assert figure.weighted.share == pytest.approx(expected)
    assert figure.weighted.low < figure.weighted.share < figure.weighted.high
