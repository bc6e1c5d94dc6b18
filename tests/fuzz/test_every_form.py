"""The forms of the pages, sent by those who are shown them: whatever one changes has its line.

The forms are found as a visitor finds them, from the first page on; what was changed is noted by
the database itself, so no table can be forgotten.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.fuzz.monkey import HOMES, LEFT_ALONE, Found, Monkey, Reader, pairs
from tests.fuzz.town import Town, sign_in
from tests.fuzz.watch import is_deed, kept

FIRST, LATER = (110, 2), (45, 1)
"""So many pages the first of each role opens and the others of it, and so many of a kind."""
TYPED = {
    "day": "1", "month": "12", "year": "2026", "email": "kim@example.invalid",
    "phone": "20304050", "cpr": "", "name": "Kim Test", "title": "Prøve", "text": "En prøve.",
    "reason": "Fordi det er en prøve.", "note": "En note.", "from": "09:00", "to": "10:00",
}  # fmt: skip
# Which tables' rows are nobody's deed stands in `watch`, each with why. At least so many routes
# change something in the demo when their forms are sent as they stand; others refuse the words.
CHANGED_AT_LEAST = 70


def rule_of(app: Flask, path: str, method: str) -> str:
    """The route an address leads to."""
    try:
        rule, _values = app.url_map.bind("localhost").match(path, method, return_rule=True)
    except HTTPException:
        return ""
    return str(rule.rule)


def pages(town: Town, monkey: Monkey, most: int, of_a_kind: int) -> Iterator[Reader]:
    """The pages of their own rooms that somebody comes to from the first: a few of each kind."""
    home = HOMES[monkey.audience]
    waiting, seen, of_kind = [home], set[str](), Counter[str]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = rule_of(town.app, urlsplit(path).path, "GET")
        elsewhere = not path.startswith(home) or LEFT_ALONE.match(path) or not kind
        if path in seen or elsewhere or of_kind[kind] >= of_a_kind:
            continue
        seen.add(path)
        of_kind[kind] += 1
        answer = monkey.client.get(path, buffered=True)
        if answer.status_code >= 500:
            print(f"{path} as {monkey.name}: {answer.status_code}")
        if answer.status_code in (302, 303):
            waiting.append(answer.location)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            of_kind[kind] = of_a_kind  # a file holds no form
            continue
        page = Reader(answer.text, urlsplit(path).path)
        waiting += page.links
        yield page


def filled(form: Found) -> list[tuple[str, str]]:
    """The form as somebody sends it who means it: what is empty is filled in."""
    sent = []
    for name, value in form.fields:
        if not value:
            last = re.split(r"[-_]", name)[-1]
            value = TYPED.get(last, TYPED.get(name, "Prøve"))
        sent.append((name, value))
    return sent


@dataclass
class Tally:
    """Routes that a form asked, those that changed something, and what must not have happened."""

    asked: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    roles: set[tuple[str, str]] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)
    """Forms that changed something when this role sent them: once is enough."""


def shape_of(monkey: Monkey, rule: str, form: Found) -> str:
    """What makes one form of a role another than the next."""
    return f"{monkey.audience} {monkey.role} {rule} {sorted(name for name, _value in form.fields)}"


def forms_of(town: Town, monkey: Monkey, tally: Tally) -> Iterator[tuple[str, Found]]:
    """The forms somebody is shown, each shape of each route once."""
    role = monkey.audience, monkey.role
    reach = LATER if role in tally.roles else FIRST
    tally.roles.add(role)
    known = set(tally.shapes)
    for page in pages(town, monkey, *reach):
        for form in page.forms:
            rule = rule_of(town.app, urlsplit(form.action).path, form.method)
            shape = shape_of(monkey, rule, form)
            if form.method == "POST" and rule and not LEFT_ALONE.match(rule) and shape not in known:
                known.add(shape)
                yield rule, form


def send(town: Town, monkey: Monkey, rule: str, form: Found, tally: Tally) -> None:
    """Send a form, and judge what the database has kept of it."""
    with town.engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE rate_window"))
    kept(town.engine)
    answer = monkey.client.post(form.action, data=pairs(tuple(filled(form))), buffered=True)
    tally.asked.add(rule)
    if answer.status_code >= 500:
        tally.wrong.add(f"{rule} as {monkey.name}: {answer.status_code}")
    for transaction in kept(town.engine):
        deeds = sorted(name for name in transaction if is_deed(name))
        if deeds:
            tally.changed.add(rule)
            tally.shapes.add(shape_of(monkey, rule, form))
        if deeds and not transaction["audit_event"]:
            tally.wrong.add(f"{rule} as {monkey.name} changed {deeds} without a line")
    if monkey.audience and "/log-ind" in answer.headers.get("Location", ""):
        sign_in(town, monkey)


def test_whatever_a_form_changes_has_its_line(town: Town) -> None:
    tally = Tally()
    for monkey in town.monkeys:
        if monkey.audience:
            sign_in(town, monkey)
        for rule, form in list(forms_of(town, monkey, tally)):
            send(town, monkey, rule, form, tally)
    print(f"\n{len(tally.asked)} routes asked by form, {len(tally.changed)} changed something")
    assert tally.wrong == set()
    assert len(tally.changed) >= CHANGED_AT_LEAST, sorted(tally.asked - tally.changed)


def test_a_change_without_a_line_would_be_seen(town: Town) -> None:
    kept(town.engine)
    with town.engine.begin() as connection:
        connection.execute(sa.text("UPDATE team SET name = name"))
    assert kept(town.engine) == [], "the same as before is no change"
    with town.engine.begin() as connection:
        connection.execute(sa.text("UPDATE team SET name = name || '.'"))
    (transaction,) = kept(town.engine)
    assert [name for name in transaction if is_deed(name)] == ["team"]
    assert not transaction["audit_event"]
