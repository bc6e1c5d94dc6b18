"""The whole life of talks on real PostgreSQL, in any order one can think of.

Bounded: 24 lives of at most 40 steps, about 35 seconds on two idle cores, the same ones in every
run, so that a failure is the change's and not the day's. `BOOKING_LIVES=500` tries so many new
ones, and takes minutes to find the shortest that fails.
"""

import os

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import orm

from tests.integration.booking.life.machine import Life
from tests.integration.booking.life.world import settle

ASKED = os.environ.get("BOOKING_LIVES")


def test_whatever_people_do_talks_duties_and_reminders_agree(
    session: orm.Session, bare_app: Flask
) -> None:
    world = settle(session)
    session.commit()
    connection = session.connection()
    assert isinstance(connection, sa.Connection)
    run_state_machine_as_test(
        lambda: Life(bare_app, connection, world),
        settings=settings(
            max_examples=int(ASKED or 24),
            stateful_step_count=40,
            deadline=None,
            derandomize=ASKED is None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=[Phase.generate, Phase.shrink] if ASKED else [Phase.generate],
        ),
    )
