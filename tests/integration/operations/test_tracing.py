"""What a collector is told: how long and how it went, and nothing of people."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sqlalchemy as sa
from flask import Flask
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from sqlalchemy import orm

from portal import create_app
from portal.accounts import service as accounts
from portal.accounts.models import Identity
from portal.core import clock, tracing, worker
from portal.core.access import public
from portal.core.db import db
from portal.core.errors import Refused
from portal.settings import ROOT, Settings, SettingsError
from tests.factories.accounts import CitizenFactory
from tests.integration.booking.conftest import open_job_centre, with_mornings

CANARY = "Kanariefugl"
CPR = "0101901234"


class Collector:
    """Takes traces as an operator's collector does."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gzipped = self.headers.get("Content-Encoding") == "gzip"
                taken.append(gzip.decompress(body) if gzipped else body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Span]:
        tracing.flush()
        return [
            span
            for body in self.taken
            for of_service in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in of_service.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    made = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", made.address)
    yield made
    for provider in tracing._providers.values():
        provider.shutdown()
    tracing._providers.clear()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def traced(collector: Collector, app: Flask) -> Flask:
    """The application with a collector, in the test's transaction."""
    made = create_app(Settings(env="test", log_level="error"))
    made.config["WTF_CSRF_ENABLED"] = False
    for name in ("portal.engine", "portal.test_connection"):
        made.extensions[name] = app.extensions[name]
    return made


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


def test_a_request_and_its_statements_are_one_trace_without_anything_of_people(
    traced: Flask, collector: Collector, session: orm.Session
) -> None:
    open_job_centre(session)
    citizen = with_mornings(CitizenFactory(name=CANARY, email=f"{CANARY}@example.invalid"))
    identity = Identity(issuer="t", subject=CANARY, audience="citizen", citizen_id=citizen.id)
    session.add(identity)
    session.flush()
    limits = accounts.limits(traced.extensions["portal.settings"])
    secret = accounts.open_sign_in(session, identity, "substantial", limits, clock.now())
    session.commit()
    client = traced.test_client()
    client.set_cookie(accounts.COOKIE, secret)

    page = client.get(f"/borger/samtaler/ny?channel=phone&q={CANARY}")
    client.post("/borger/joblog", data={"title": CANARY, "employer": CPR, "note": CANARY})
    assert client.get(f"/svar/{CANARY}-token").status_code in (404, 410)

    spans = collector.spans()
    (shown,) = [one for one in spans if one.name == "GET /borger/samtaler/ny"]
    assert attributes(shown)["http.response.status_code"] == "200"
    assert attributes(shown)[tracing.REQUEST_ID] == page.headers["X-Request-Id"]
    statements = [one for one in spans if one.parent_span_id == shown.span_id]
    assert "SELECT sign_in" in {one.name for one in statements}
    assert {one.trace_id for one in statements} == {shown.trace_id}
    assert any(one.name == "GET /svar/<token>" for one in spans)
    sent = b"".join(collector.taken)
    for secret_word in (CANARY, CPR, secret, "Anna", "%(", "WHERE"):
        assert secret_word.encode() not in sent, secret_word


def test_what_fails_is_told_by_its_kind_alone(traced: Flask, collector: Collector) -> None:
    @traced.get("/fejl")
    @public
    def broken() -> str:
        with db.session.begin_nested():
            db.session.execute(sa.text("SELECT CAST(:word AS int)"), {"word": CANARY})
        return ""

    assert traced.test_client().get("/fejl").status_code == 500
    failed = [one for one in collector.spans() if one.status.code == 2]
    assert {one.name for one in failed} == {"GET /fejl", "SELECT"}
    assert CANARY.encode() not in b"".join(collector.taken)


def test_a_job_is_traced_under_the_request_that_asked_for_it(
    traced: Flask, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "worker_app", [traced])

    @worker.in_app
    def work() -> None:
        db.session.scalar(sa.text("SELECT count(*) FROM talk"))

    @worker.in_app
    def fail() -> None:
        raise Refused(RuntimeError(CANARY))  # type: ignore[arg-type]

    work(**{worker.ASKED_BY: "00c0ffee00c0ffee"})
    with pytest.raises(AttributeError):
        fail()
    spans = {one.name: one for one in collector.spans()}
    assert attributes(spans["job work"])[tracing.REQUEST_ID] == "00c0ffee00c0ffee"
    assert spans["SELECT talk"].parent_span_id == spans["job work"].span_id
    assert attributes(spans["job fail"])["error.type"] == "AttributeError"
    assert CANARY.encode() not in b"".join(collector.taken)


def test_where_it_is_off_nothing_of_it_is_read() -> None:
    asked = (
        "import sys; from wsgi import app; app.test_client().get('/healthz');"
        " import portal.core.worker;"
        " sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_collector_without_the_library_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match="not installed"):
        create_app(Settings(env="test"))
