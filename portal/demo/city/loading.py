"""The city, step by step, in the caller's transaction; the looks beside it."""

import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.demo.city import answers, enquiries, looks, people, talks
from portal.demo.city.sizes import City
from portal.demo.town import Town

Say = Callable[[str], object]


def load(session: Session, town: Town, city: City, say: Say = lambda _line: None) -> None:
    """Make the municipality of `town`, which is committed, a city.

    `say` is told of each step and how long it took.
    """
    session.execute(sa.text("SET LOCAL statement_timeout = 0"))
    # The owner of the tables is held by their locks too, but for upgrades.
    session.execute(sa.text("SET LOCAL portal.flow = 'upgrade'"))

    def step(words: str, function: Callable[..., Any], *given: Any, **more: Any) -> Any:
        began = time.monotonic()
        made = function(session, *given, **more)
        say(f"{words}: {time.monotonic() - began:.0f} s")
        return made

    staff = step("caseworkers", people.load_caseworkers, town, city)
    whose = step("citizens", people.load_citizens, town, city, staff)
    step("businesses", people.load_businesses, town, city)
    began = time.monotonic()
    with looks.beside(session.get_bind().engine, town, city, whose):
        step("talks", talks.load, town, city, whose)
        quarters = step("answers", answers.load, city.answers, town.now, as_owner=True)
        step("figures", answers.publish_all, quarters, town.now)
        step("enquiries", enquiries.load, town, city)
    say(f"looks, beside all that: {time.monotonic() - began:.0f} s")
