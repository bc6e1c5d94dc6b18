"""What the figures are made of: counts by cell, that move with batches and nothing else."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.surveys import queries, service
from portal.surveys.models import (
    STATEMENTS,
    Answer,
    Cell,
    OpenAnswer,
    SealedAnswer,
    SpentLink,
    Tally,
    Wave,
)
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.surveys import AnswerFactory, CellFactory, InvitationFactory, WaveFactory
from tests.statements import counted

Q4 = date(2026, 10, 1)
AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def answer(session: orm.Session, number: int, **answers: int | None) -> None:
    """So many people answer; each statement as given, else with agreement."""
    wave = WaveFactory()
    beside = {
        kind: CellFactory(wave=wave, kind=kind, value=value, population=0)
        for kind, value in (("caseworker", "own"), ("channel", "phone"))
    }
    for _ in range(number):
        invitation = InvitationFactory(
            wave=wave,
            caseworker_cell_id=beside["caseworker"].id,
            channel_cell_id=beside["channel"].id,
        )
        service.submit(session, service.link_token(invitation), AGREE | answers, now=NOW)


def figures(session: orm.Session, dimension: queries.Dimension) -> dict[object, tuple[int, ...]]:
    found = queries.cells(session, dimension, Q4, Q4)
    return {(one.value, one.key): (one.invited, one.n, one.favourable) for one in found}


def test_figures_of_a_running_quarter_move_only_with_batches(session: orm.Session) -> None:
    wave: Wave = WaveFactory()
    answer(session, 9)
    assert service.lay_wave(session, wave, now=NOW) == 0
    assert figures(session, "all")["all", "purpose"] == (9, 0, 0)
    answer(session, 1)
    # Ten wait: five are laid in each of background, caseworker and channel, five stay behind.
    assert service.lay_wave(session, wave, now=NOW) == 15
    for dimension, value in (("all", "all"), ("caseworker", "own"), ("channel", "phone")):
        assert figures(session, dimension)[value, "purpose"] == (10, 5, 5)
    for _ in range(4):
        answer(session, 1, purpose=1)
        assert service.lay_wave(session, wave, now=NOW) == 0
    answer(session, 1, purpose=1)
    assert service.lay_wave(session, wave, now=NOW) == 15
    invited, n, _favourable = figures(session, "all")["all", "purpose"]
    assert (invited, n) == (15, 10)
    assert service.lay_wave(session, wave, everything=True, now=NOW) == 15
    assert figures(session, "all")["all", "purpose"] == (15, 15, 10)
    assert figures(session, "channel")["phone", "purpose"] == (15, 15, 10)
    assert session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer)) == 0


def test_answers_counted_are_participations_counted(session: orm.Session) -> None:
    answer(session, 23)
    service.lay_wave(session, WaveFactory(), now=NOW)
    marks = session.scalar(sa.select(sa.func.count()).select_from(SpentLink))
    laid = session.scalar(sa.select(sa.func.count()).select_from(Answer))
    waiting = session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer))
    assert marks == 23
    assert laid == 18
    assert waiting == 3 * 5  # the three parts of those who stay behind


def test_words_go_their_own_way_and_in_company(session: orm.Session) -> None:
    wave = WaveFactory()
    for number in range(9):
        token = service.link_token(InvitationFactory())
        service.submit(session, token, AGREE, f"Ord {number}", now=NOW)
    service.lay_wave(session, wave, now=NOW)
    assert session.scalars(sa.select(OpenAnswer)).all() == []
    service.submit(session, service.link_token(InvitationFactory()), AGREE, "Ord 9", now=NOW)
    service.submit(session, service.link_token(InvitationFactory()), AGREE, "", now=NOW)
    service.lay_wave(session, wave, now=NOW)
    assert len(session.scalars(sa.select(OpenAnswer.words)).all()) == 5
    service.lay_wave(session, wave, everything=True, now=NOW)
    assert sorted(session.scalars(sa.select(OpenAnswer.words))) == [f"Ord {n}" for n in range(10)]


def test_cells_by_background_and_pairs(session: orm.Session) -> None:
    wave = WaveFactory()
    sick = {"wave": wave, "group_family": "sick", "team": "7"}
    short = CellFactory(**sick, length_band="under_6m", population=30)
    long = CellFactory(**sick, length_band="over_2y", population=25)
    for _ in range(3):
        InvitationFactory(wave=wave, cell=short)
    InvitationFactory(wave=wave, cell=long)
    AnswerFactory(wave=wave, cell=short, purpose=3, guidance=None)
    AnswerFactory(wave=wave, cell=short, purpose=5)
    assert figures(session, "length_band")["under_6m", "purpose"] == (3, 2, 1)
    assert figures(session, "length_band")["under_6m", "guidance"] == (3, 1, 1)
    assert figures(session, "length_band")["over_2y", "purpose"] == (1, 0, 0)
    assert figures(session, "team")["7", "purpose"] == (4, 2, 1)
    assert figures(session, ("group_family", "team"))[("sick", "7"), "purpose"] == (4, 2, 1)
    people = queries.population(session, "length_band", Q4, Q4)
    assert {(one.value, one.number) for one in people} == {("under_6m", 30), ("over_2y", 25)}
    assert queries.population(session, "all", Q4, Q4)[0].number == 55
    with pytest.raises(ValueError, match="no dimension"):
        queries.cells(session, "name", Q4, Q4)


def test_cells_take_one_statement(session: orm.Session) -> None:
    AnswerFactory()
    for dimension in queries.DIMENSIONS[:-1]:
        with counted(session.get_bind()) as sent:  # type: ignore[arg-type]
            queries.cells(session, dimension, date(2024, 1, 1), Q4)
        assert len(sent) == 1


def test_a_wave_decides_its_cells_before_anybody_is_asked(session: orm.Session) -> None:
    worker = StaffFactory()
    for _ in range(25):
        CitizenFactory(caseworker=worker, target_group="sickness_benefit")
    for _ in range(3):
        CitizenFactory(caseworker=worker, target_group="rehabilitation")
    CitizenFactory(course_ended_on=date(2026, 11, 1))
    wave = service.ensure_wave(session, NOW)
    cells = session.scalars(
        sa.select(Cell).where(Cell.wave_id == wave.id, Cell.kind == "background")
    ).all()
    # Three are too few, so the others join them: nothing is known of anybody.
    assert [(cell.group_family, cell.population) for cell in cells] == [("other", 28)]
    assert session.scalar(sa.select(sa.func.count()).select_from(Tally)) == 0


def test_a_change_of_the_version_leaves_the_running_wave_alone(session: orm.Session) -> None:
    from portal.surveys import defaults
    from portal.surveys.models import Statement

    defaults.load_defaults(session)
    wave = service.ensure_wave(session, NOW)
    session.add(Statement(key="purpose", language="da", version=2, text="Nye ord", position=2))
    session.flush()
    assert service.ensure_wave(session, NOW).version == wave.version == 1
    token = service.link_token(InvitationFactory(wave=wave))
    assert service.open_link(session, token, now=NOW).version == 1
    later = NOW.replace(year=2027, month=1)
    assert service.ensure_wave(session, later).version == 2


def test_fixed_wording_and_laid_answers_are_never_changed(session: orm.Session) -> None:
    AnswerFactory()
    for statement in (
        "UPDATE survey_statement SET text = 'x'",
        "UPDATE survey_answer SET purpose = 1",
        "DELETE FROM survey_answer",
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"never changed|permission denied"),
            session.begin_nested(),
        ):
            session.execute(sa.text(statement))
