"""Somebody who clicks and types anything: links, forms, and what no page offers."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

MOST_KNOWN = 250
# Signing oneself out ends the run for this person, and readiness is 503 without a worker.
LEFT_ALONE = re.compile(r"^/(log-ud|log-ind|static|metrics|readyz|konto)")

HOMES = {"citizen": "/borger", "business": "/virksomhed", "staff": "/personale", "": "/"}

HOSTILE = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "999999999999999999",
        "99999999999999999999999999",
        "\0",
        "%",
        "_",
        "\\",
        "'\"--",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "=1+1",
        "\u202eanna",
        "Sa\u030aren",
        "👩🏽‍🏭𠜎",
        "a\r\nBcc: x@example.invalid",
        "../../etc/passwd",
        "x" * 6000,
        "010190-1234",
        "2027-03-28T02:30",
        "2026-13-01",
        "9999-12-31",
        "0001-01-01",
        "2026-11-30",
        "31",
        "13",
        "28.02",
        "on",
        "citizen_id",
        "null",
        "[]",
        "true",
    ]
)
TEXT = st.one_of(HOSTILE, st.text(max_size=40), st.integers().map(str))
FORGED = st.sampled_from(
    ["citizen_id", "status", "role", "staff_id", "id", "owner", "business_id", "next", "key"]
)


@dataclass
class Found:
    """A form of a page: where it leads and what it holds."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, list[str](), list[Found]()
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what can be clicked and filled."""
        have = {name: value or "" for name, value in attrs}
        if tag == "a" and have.get("href", "").startswith("/"):
            self.links.append(have["href"])
        elif tag == "form":
            action = have.get("action") or self.path
            self.forms.append(Found(action, have.get("method", "get").upper()))
        elif self.forms and tag in ("input", "textarea", "button") and have.get("name"):
            self.forms[-1].fields.append((have["name"], have.get("value", "")))
        elif self.forms and tag == "select":
            self._select = have.get("name", "")
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].fields.append((self._select, have.get("value", "")))


@dataclass
class Monkey:
    """One person, what they have seen, and what they may do next."""

    name: str
    audience: str
    person_id: int
    role: str
    client: FlaskClient
    links: list[str] = field(default_factory=list)
    forms: list[Found] = field(default_factory=list)

    def learn(self, answer: TestResponse) -> None:
        """Remember links and forms of a page; what is full forgets something."""
        if answer.mimetype != "text/html" or answer.status_code != 200:
            return
        page = Reader(answer.text, answer.request.path)
        for new, known in ((page.links, self.links), (page.forms, self.forms)):
            for one in new:
                address = one if isinstance(one, str) else one.action
                if LEFT_ALONE.match(urlsplit(address).path):
                    continue
                if len(known) >= MOST_KNOWN:
                    known[random.randrange(MOST_KNOWN)] = one  # type: ignore[index]
                elif one not in known:
                    known.append(one)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Click:
    """One request."""

    method: str
    path: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Whim:
    """What somebody feels like, before looking at what there is: drawn by Hypothesis alone."""

    what: str
    pick: int
    texts: tuple[str, ...]
    chances: tuple[int, ...]
    forged: str
    query: str


MANY = 12
WHIMS = st.builds(
    Whim,
    what=st.sampled_from(["link", "form", "form", "forged", "route", "route"]),
    pick=st.integers(0, 10**9),
    texts=st.tuples(*[TEXT] * MANY),
    chances=st.tuples(*[st.integers(0, 9)] * MANY),
    forged=FORGED,
    query=st.sampled_from(
        ["page", "q", "fra", "uge", "hvem", "kvartal", "channel", "lang", "dato", "foer"]
    ),
)


def click_of(
    whim: Whim, chance: random.Random, monkey: Monkey, rules: list[Rule], ids: list[str]
) -> Click:
    """The request that comes of a whim: a link, a form honestly or forged, or any route at all."""
    if whim.what == "link" and monkey.links:
        path = chance.choice(monkey.links)
        if whim.chances[0] < 5:
            path += ("&" if "?" in path else "?") + f"{whim.query}={quote(plain(whim.texts[0]))}"
        return Click("GET", path)
    if whim.what in ("form", "forged") and monkey.forms:
        return _filled(whim, chance.choice(monkey.forms), chance.choice(ids))
    if whim.chances[1] < 7:  # mostly at doors that may open
        rules = [rule for rule in rules if rule.rule.startswith(HOMES[monkey.audience])]
    rule = chance.choice(rules)
    methods = sorted((rule.methods or set()) - {"OPTIONS"})
    data = tuple((whim.forged, text) for text in whim.texts[:2])
    return Click(chance.choice(methods), _address(rule, chance, ids), data)


def _filled(whim: Whim, form: Found, forged_id: str) -> Click:
    spoilt = 7 if whim.what == "form" else 3
    data = []
    for number, (name, value) in enumerate(form.fields):
        chance, text = whim.chances[number % MANY], whim.texts[number % MANY]
        if chance > 0:
            data.append((name, text if chance > spoilt else value))
    if whim.what == "forged":
        data.append((whim.forged, forged_id))
    return Click(form.method, form.action, tuple(data))


def _address(rule: Rule, chance: random.Random, ids: list[str]) -> str:
    """An address of the route: ids that exist, of whomever, or what never was."""
    made = ""
    for fixed, inside in re.findall(r"([^<]*)(?:<([^>]+)>)?", rule.rule):
        made += fixed
        if inside:
            choice = re.match(r"any\(([^)]*)\)", inside)
            known = [word.strip(" '\"") for word in choice[1].split(",")] if choice else ids
            made += chance.choice(known)
    return made


def plain(text: str) -> str:
    """The text without half characters, which no request can carry."""
    return text.encode("utf-8", "ignore").decode()


def routes(app: Flask) -> list[Rule]:
    """Every route, but for what is left alone."""
    return [r for r in app.url_map.iter_rules() if not LEFT_ALONE.match(r.rule)]


def pairs(data: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The fields as the client sends them; a name may come more than once."""
    made: dict[str, list[str]] = {}
    for name, value in data:
        made.setdefault(name, []).append(plain(value))
    return made


def others(text: str, monkey: Monkey) -> Iterator[str]:
    """Canaries of others in a text that this person may not see."""
    for what, whose in re.findall(r"kanarie(cv|plan|joblog|besked)(\d+)x", text):
        own = monkey.audience == "citizen" and int(whose) == monkey.person_id
        consented = what == "cv" and monkey.audience == "business"
        at_work = monkey.audience == "staff" and monkey.role in (
            "caseworker",
            "team_lead",
            "business_consultant",
        )
        if not (own or consented or at_work or (monkey.role == "department" and what == "plan")):
            yield f"{what} of {whose}"
