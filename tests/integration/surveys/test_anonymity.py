"""The attacker holds a copy of the whole database, with all that PostgreSQL notes by itself."""

import hashlib
import statistics
from collections import Counter
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.surveys import mixing, service
from portal.surveys.models import STATEMENTS, Answer, Invitation, SpentLink
from portal.tables import METADATA
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.surveys import AnswerFactory, InvitationFactory, WaveFactory
from tests.integration.surveys.conftest import MakeSession


def rows(session: orm.Session, sql: str, **values: Any) -> list[Any]:
    return list(session.execute(sa.text(sql), values))


def spell(number: int) -> dict[str, int | None]:
    """Five answers from which the test (not the attacker) knows who gave them."""
    return {key: number // 5**place % 5 + 1 for place, key in enumerate(STATEMENTS)}


def who(row: Any) -> int:
    return sum((getattr(row, key) - 1) * 5**place for place, key in enumerate(STATEMENTS))


def test_no_table_that_knows_people_is_written_when_an_answer_comes(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    token = service.link_token(InvitationFactory())
    session.commit()
    before = everything(session)
    session.commit()
    service.submit(session, token, spell(7), now=NOW)
    session.commit()
    after = everything(session)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"survey_answer", "survey_spent_link"}


def everything(session: orm.Session) -> dict[str, list[Any]]:
    """Every row of every table, with the columns PostgreSQL adds to it."""
    return {
        table.name: rows(
            session, f'SELECT xmin::text, cmin::text, ctid::text, t.* FROM "{table.name}" t'
        )
        for table in METADATA.sorted_tables
    }


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


def test_a_new_answer_comes_in_company_that_shares_its_transaction(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    for number in range(200):
        AnswerFactory(**spell(number))
        session.commit()
    token = service.link_token(InvitationFactory())
    session.commit()
    service.submit(session, token, spell(3000), now=NOW)
    session.commit()
    (mine,) = rows(session, "SELECT xmin::text, ctid::text FROM survey_spent_link")
    company = rows(
        session, "SELECT * FROM survey_answer WHERE xmin::text = :x ORDER BY ctid", x=mine.xmin
    )
    assert len(company) == mixing.COMPANY + 1
    assert 3000 in [who(row) for row in company]
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 201


def test_where_the_new_answer_lies_in_its_company_is_left_to_chance(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    for number in range(100):
        AnswerFactory(**spell(number))
    places = Counter()
    for number in range(3000, 3030):
        service.submit(session, service.link_token(InvitationFactory()), spell(number), now=NOW)
        session.commit()
        company = rows(
            session,
            "SELECT * FROM survey_answer WHERE xmin::text = (SELECT max(xmin::text::bigint)::text"
            " FROM survey_answer) ORDER BY ctid",
        )
        places[[who(row) for row in company].index(number)] += 1
    # Thirty throws of a die with 21 faces: no face comes ten times, and many faces come.
    assert max(places.values()) < 10
    assert len(places) > 8


def test_after_mixing_neither_transaction_nor_order_tells_anything(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    everybody = [InvitationFactory() for _ in range(300)]
    session.commit()
    for number, invitation in enumerate(everybody):
        service.submit(session, service.link_token(invitation), spell(number), now=NOW)
        session.commit()
    before = {row[0] for row in rows(session, "SELECT id FROM survey_answer")}

    assert service.mix_answers(session, now=NOW) == 1
    session.commit()

    assert len(rows(session, "SELECT DISTINCT xmin::text, cmin::text FROM survey_answer")) == 1
    assert len(rows(session, "SELECT DISTINCT xmin::text FROM survey_spent_link")) == 1
    by_place = rows(session, "SELECT * FROM survey_answer ORDER BY ctid")
    by_id = rows(session, "SELECT * FROM survey_answer ORDER BY id")
    # With the portal's key one could also tell whose each mark is, in the order they lie.
    owner = {service.mark_of(i.id): number for number, i in enumerate(everybody)}
    marks = [
        owner[row.mark] for row in rows(session, "SELECT * FROM survey_spent_link ORDER BY ctid")
    ]
    asked = [owner[service.mark_of(i.id)] for i in everybody]
    for answers in (by_place, by_id):
        numbers = [who(row) for row in answers]
        assert sorted(numbers) == list(range(300))
        for guess in (marks, asked):
            assert unrelated(numbers, guess)
    assert unrelated(marks, asked)
    assert not before & {row.id for row in by_id}


def unrelated(one: list[int], other: list[int]) -> bool:
    """True unless two orders agree beyond chance: rank correlation, and places that match."""
    # The correlation of 300 pairs scatters by 1/√300 around 0; five times that is no accident.
    matches = sum(a == b for a, b in zip(one, other, strict=True))
    return abs(statistics.correlation(one, other)) < 5 / 300**0.5 and matches < 10


def test_mixing_keeps_every_answer_and_rests_when_nothing_is_new(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    for number in range(30):
        service.submit(session, service.link_token(InvitationFactory()), spell(number), now=NOW)
        session.commit()
    untouched = WaveFactory(quarter_start=date(2026, 7, 1))
    AnswerFactory(wave=untouched)
    session.commit()
    assert service.mix_answers(session, now=NOW) == 1
    session.commit()
    there = rows(session, "SELECT xmin::text, ctid::text, * FROM survey_answer ORDER BY id")
    assert service.mix_answers(session, now=NOW) == 0
    session.commit()
    again = rows(session, "SELECT xmin::text, ctid::text, * FROM survey_answer ORDER BY id")
    assert there == again
    numbers = [who(row) for row in there if row.wave_id != untouched.id]
    assert sorted(numbers) == list(range(30))
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentLink)) == 30


def test_when_the_last_link_has_expired_nothing_says_who_took_part(connect: MakeSession) -> None:
    session = connect()
    bind(session)
    for number in range(6):
        service.submit(session, service.link_token(InvitationFactory()), spell(number), now=NOW)
    session.commit()
    last = session.scalars(sa.select(sa.func.max(Invitation.expires_at))).one()
    service.mix_answers(session, now=last)
    session.commit()
    # All links are dead, but in a running quarter one could still be prolonged.
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentLink)) == 6
    service.mix_answers(session, now=last.replace(year=2027, month=1))
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentLink)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 6
