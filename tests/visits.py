"""A test client that checks every page, and fails a test whose request left work uncommitted."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.core import standing

INPUTS = {"input", "select", "textarea"}
NEED_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


class Page(HTMLParser):
    """What the checks need of an HTML page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.title = ""
        self.h1 = 0
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.inline: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._inside.append(tag)
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "h1":
            self.h1 += 1
        if tag == "label" and attributes.get("for"):
            self.labels.add(str(attributes["for"]))
        if tag in INPUTS and attributes.get("type") not in NEED_NO_LABEL:
            self.inputs.append(attributes)
        if tag == "style" or "style" in attributes:
            self.inline.append(f"<{tag} style>")
        if tag == "script" and "src" not in attributes:
            self.inline.append("<script>")
        self.inline += [f"{name}=" for name in attributes if name.startswith("on")]
        if str(attributes.get("href", "")).startswith("javascript:"):
            self.inline.append("javascript:")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data


def check_page(html: str, csp: str) -> None:
    """Fail when the page misses what every page has."""
    page = Page(html)
    assert page.lang in {"da", "en", "ar", "uk"}, f"lang is {page.lang}"
    assert page.title.strip(), "the page has no title"
    assert page.h1 == 1, f"the page has {page.h1} main headings"
    twice = [name for name, count in Counter(page.ids).items() if count > 1]
    assert not twice, f"ids used twice: {twice}"
    for field in page.inputs:
        named = field.get("id") in page.labels or field.get("aria-label")
        assert named or field.get("aria-labelledby"), f"no label for {field}"
    assert not page.inline, f"inline code: {page.inline}"
    assert "default-src 'none'" in csp, "no content security policy"
    assert "unsafe" not in csp, csp


class CheckedClient(FlaskClient):
    """Checks every HTML answer, and that the request committed or undid what it wrote."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.application.extensions["portal.left_dirty"] = False
        response = super().open(*args, **kwargs)
        # All of a test is one transaction: what follows is the test's own again.
        connection = self.application.extensions.get("portal.test_connection")
        if connection is not None:
            standing.apply(connection, standing.PORTAL)
        assert not self.application.extensions["portal.left_dirty"], (
            f"{response.request.method} {response.request.path} left its session uncommitted"
        )
        if response.mimetype == "text/html" and response.data and response.status_code != 302:
            check_page(response.text, response.headers.get("Content-Security-Policy", ""))
        return response


def watch_sessions(app: Flask) -> None:
    """Note for `CheckedClient` when a request ends with written, uncommitted rows."""

    @sa.event.listens_for(orm.Session, "after_flush")
    def written(session: orm.Session, _context: Any) -> None:
        session.info["written"] = True

    @sa.event.listens_for(orm.Session, "do_orm_execute")
    def executed(state: orm.ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            state.session.info["written"] = True

    @sa.event.listens_for(orm.Session, "after_commit")
    @sa.event.listens_for(orm.Session, "after_rollback")
    def settled(session: orm.Session) -> None:
        session.info["written"] = False

    @app.teardown_request
    def look(_error: BaseException | None) -> None:
        from flask.globals import app_ctx

        session = getattr(app_ctx, "portal_session", None)
        if session is not None and (session.info.get("written") or session.new or session.dirty):
            app.extensions["portal.left_dirty"] = True
