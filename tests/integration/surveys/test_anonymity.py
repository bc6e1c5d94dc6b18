"""The attacker holds copies of the whole database, with all that PostgreSQL notes by itself."""

import hashlib
import random
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.surveys import keys, sealing, service
from portal.surveys.models import STATEMENTS, Answer, Invitation, SealedAnswer, SpentLink, Wave
from portal.surveys.models.codes import SEALED_SIZE
from portal.tables import METADATA
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.surveys import CellFactory, InvitationFactory, WaveFactory
from tests.integration.surveys.conftest import MakeSession


def rows(session: orm.Session, sql: str, **values: Any) -> list[Any]:
    return list(session.execute(sa.text(sql), values))


def spell(number: int) -> dict[str, int | None]:
    """Five answers from which the test (not the attacker) knows who gave them."""
    return {key: number // 5**place % 5 + 1 for place, key in enumerate(STATEMENTS)}


def who(row: Any) -> int:
    return sum((getattr(row, key) - 1) * 5**place for place, key in enumerate(STATEMENTS))


def everything(session: orm.Session) -> dict[str, list[Any]]:
    """Every row of every table, with the columns PostgreSQL adds to it."""
    return {
        table.name: rows(
            session, f'SELECT xmin::text, cmin::text, ctid::text, t.* FROM "{table.name}" t'
        )
        for table in METADATA.sorted_tables
    }


class Crowd:
    """People who answer one after the other, each in a transaction of their own."""

    def __init__(self, session: orm.Session) -> None:
        self.session = session
        self.wave: Wave = WaveFactory(
            seal_key=keys.newest_public(), mark_key=keys.name_of(keys.mark_keys()[0])
        )
        beside = {
            kind: CellFactory(wave=self.wave, kind=kind, value=value, population=0).id
            for kind, value in (("caseworker", "own"), ("channel", "phone"))
        }
        self.columns = {f"{kind}_cell_id": cell for kind, cell in beside.items()}
        self.asked: list[Invitation] = []

    def answer(self, number: int) -> None:
        """So many more people answer, each what `spell` says of their number."""
        for _ in range(number):
            invitation = InvitationFactory(wave=self.wave, **self.columns)
            self.session.commit()
            token = service.link_token(invitation)
            service.submit(self.session, token, spell(len(self.asked)), now=NOW)
            self.session.commit()
            self.asked.append(invitation)

    def lay(self) -> None:
        """The worker passes."""
        service.lay_answers(self.session, now=NOW)
        self.session.commit()


@pytest.fixture
def crowd(connect: MakeSession) -> Crowd:
    session = connect()
    bind(session)
    return Crowd(session)


def test_no_table_that_knows_people_is_written_when_an_answer_comes(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    token = service.link_token(InvitationFactory())
    session.commit()
    before = everything(session)
    session.commit()
    service.submit(session, token, spell(7), "Ord", now=NOW)
    session.commit()
    after = everything(session)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"survey_sealed_answer", "survey_spent_link"}


def test_a_mark_is_nothing_one_could_work_out_from_the_database(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    invitation = InvitationFactory()
    token = service.link_token(invitation)
    service.submit(session, token, spell(7), now=NOW)
    session.commit()
    mark = session.scalars(sa.select(SpentLink.mark)).one()
    seeds = [invitation.id.bytes, invitation.id.hex.encode(), str(invitation.id).encode()]
    seeds += [token.encode(), str(invitation.citizen_id).encode()]
    for seed in seeds:
        for prefix in (b"", b"survey spent "):
            assert hashlib.sha256(prefix + seed).digest() != mark


def test_a_waiting_answer_shows_neither_what_it_says_nor_how_long_it_is(crowd: Crowd) -> None:
    session, long = crowd.session, "Et langt svar. " * 50
    for words in ("", "", "Nej", long):
        token = service.link_token(InvitationFactory(wave=crowd.wave))
        service.submit(session, token, spell(7), words, now=NOW)
        session.commit()
    sealed = session.scalars(sa.select(SealedAnswer.sealed)).all()
    assert {len(one) for one in sealed} == {SEALED_SIZE}
    assert len(set(sealed)) == 4
    # No byte says more than chance: two sealed the same differ like two sealed differently.
    same = sum(a == b for a, b in zip(sealed[0], sealed[1], strict=True))
    assert same < 40
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealing.opening_key("another key"), sealed[0])
    # None was moved to a side table, where numbers in a row would tell the order.
    side = rows(
        session,
        "SELECT reltoastrelid FROM pg_class WHERE relname = 'survey_sealed_answer'",
    )[0][0]
    size = "SELECT pg_relation_size(CAST(CAST(:oid AS oid) AS regclass))"
    assert not side or rows(session, size, oid=side)[0][0] == 0


def test_after_laying_neither_transaction_nor_order_tells_anything(crowd: Crowd) -> None:
    session = crowd.session
    crowd.answer(300)
    crowd.lay()
    assert len(rows(session, "SELECT DISTINCT xmin::text FROM survey_answer")) == 1
    assert len(rows(session, "SELECT DISTINCT xmin::text FROM survey_spent_link")) == 1
    assert len(rows(session, "SELECT DISTINCT xmin::text FROM survey_sealed_answer")) == 1
    by_place = [who(row) for row in rows(session, "SELECT * FROM survey_answer ORDER BY ctid")]
    by_id = [who(row) for row in rows(session, "SELECT * FROM survey_answer ORDER BY id")]
    assert len(by_place) == 295
    # With the portal's key one could also tell whose each mark is, in the order they lie.
    owner = {service.mark_of(i.id): number for number, i in enumerate(crowd.asked)}
    marks = [
        owner[row.mark] for row in rows(session, "SELECT * FROM survey_spent_link ORDER BY ctid")
    ]
    asked = list(range(300))
    for answers in (by_place, by_id):
        for guess in (marks, asked):
            known = [one for one in guess if one in set(answers)]
            assert unrelated(answers, known)
    assert unrelated(marks, asked)


def unrelated(one: Sequence[int], other: Sequence[int]) -> bool:
    """True unless two orders agree beyond chance: rank correlation, and places that match."""
    # The correlation of n pairs scatters by 1/√n around 0; five times that is no accident.
    matches = sum(a == b for a, b in zip(one, other, strict=True))
    return abs(statistics.correlation(one, other)) < 5 / len(one) ** 0.5 and matches < 10


def test_the_parts_of_an_answer_find_each_other_no_more(crowd: Crowd) -> None:
    """Even to the worker, who can read what waits: the background, caseworker and channel."""
    crowd.answer(60)
    crowd.lay()
    session = crowd.session
    private = keys.openers()[0]
    left: dict[int, list[int]] = {}
    for (sealed,) in rows(session, "SELECT sealed FROM survey_sealed_answer ORDER BY ctid"):
        cells, values, words = sealing.unseal(private, bytes(sealed))
        assert len(cells) == 1
        assert words == ""
        left.setdefault(cells[0], []).append(
            sum((value - 1) * 5**place for place, value in enumerate(values) if value is not None)
        )
    assert [len(numbers) for numbers in left.values()] == [5, 5, 5]
    # Of each part other people stay behind: a choice of its own, not one for all three.
    kept = [frozenset(numbers) for numbers in left.values()]
    assert len(set(kept)) > 1


def test_two_copies_of_the_database_link_nobody_better_than_chance(crowd: Crowd) -> None:
    """Twenty times: a copy, ten people answer, the worker passes, another copy.

    The attacker also has the portal's key for marks, so knows who took part between the copies,
    and guesses in every order PostgreSQL offers which of the new answers is whose.
    """
    session = crowd.session
    crowd.answer(10)
    crowd.lay()
    chance = random.Random(7)
    hits = dict.fromkeys(("ctid", "id", "random"), 0)
    for _ in range(20):
        before = {row.id for row in rows(session, "SELECT id FROM survey_answer")}
        came_before = {row.mark for row in rows(session, "SELECT mark FROM survey_spent_link")}
        session.commit()
        crowd.answer(10)
        crowd.lay()
        owner = {service.mark_of(i.id): number for number, i in enumerate(crowd.asked)}
        came = [
            owner[row.mark]
            for row in rows(session, "SELECT mark FROM survey_spent_link ORDER BY ctid")
            if row.mark not in came_before
        ]
        assert len(came) == 10
        for order in hits:
            by = "ctid" if order == "random" else order
            new = [
                who(row)
                for row in rows(session, f"SELECT * FROM survey_answer ORDER BY {by}")
                if row.id not in before
            ]
            assert len(new) == 10
            guessed = sorted(came)
            if order == "random":
                chance.shuffle(guessed)
            hits[order] += sum(a == b for a, b in zip(guessed, new, strict=True))
        session.commit()
    # Guessing blindly hits about once in ten: 20 of 200, five standard deviations more are 42.
    assert all(found <= 42 for found in hits.values()), hits


def test_the_figures_of_one_answer_are_never_seen_alone(crowd: Crowd) -> None:
    """Between two looks at the counts either nothing moves, or at least a batch does."""
    session = crowd.session
    seen: list[int] = [0]
    for _ in range(45):
        crowd.answer(1)
        crowd.lay()
        counted = rows(
            session,
            "SELECT coalesce(sum(n), 0) FROM survey_tally t JOIN survey_cell c ON c.id = t.cell_id"
            " WHERE c.kind = 'background' AND t.key = 'purpose'",
        )[0][0]
        session.commit()
        seen.append(int(counted))
    steps = {later - earlier for earlier, later in pairwise(seen)}
    assert steps == {0, 5}
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == seen[-1] == 40


def test_nothing_says_who_took_part_when_the_wave_is_over(crowd: Crowd) -> None:
    session = crowd.session
    crowd.answer(6)
    last = session.scalars(sa.select(sa.func.max(Invitation.expires_at))).one()
    service.lay_answers(session, now=last)
    session.commit()
    # All links are dead, but in a running quarter one could still be prolonged.
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentLink)) == 6
    service.lay_answers(session, now=last.replace(year=2027, month=1))
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentLink)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 6
    assert session.scalar(sa.select(Wave.closed)) is True


def test_a_lost_opening_key_loses_no_answer(
    crowd: Crowd, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.answer(12)
    other = [sealing.opening_key("another key")]
    with monkeypatch.context() as without:
        without.setattr(keys, "openers", lambda: other)
        crowd.lay()
    waiting = sa.select(sa.func.count()).select_from(SealedAnswer)
    assert crowd.session.scalar(waiting) == 12
    crowd.lay()
    assert crowd.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 7
