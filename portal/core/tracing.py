"""Traces of requests, statements and jobs, for an operator's collector. Off unless asked for.

`OTEL_EXPORTER_OTLP_ENDPOINT` turns it on, and the library's own settings do the rest. A span says
which route, which kind of statement on which table, how long and how it ended: never an address,
a parameter, a statement's text, an error's words or who asked. Where it is off, nothing of the
library is read.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, Response, g, request

from portal.settings import Settings, SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

ON = "portal.tracing"
SERVICE = "jobcentre-portal"
REQUEST_ID = "portal.request_id"
"""The attribute that a request's spans and those of its jobs have in common, with the log."""
_OPERATION = re.compile(r"\s*([A-Za-z]{1,12})\b")
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+([a-z][a-z_]{1,62})\b")

_INSIDE = re.compile(r"\([^()]*\)")

_providers: dict[int, "TracerProvider"] = {}


def init_app(app: Flask, settings: Settings) -> None:
    """Trace what `app` does, where the operator has named a collector.

    Raises:
        SettingsError: when one is named and the library is not installed.
    """
    app.extensions[ON] = settings.tracing is not None
    if not app.extensions[ON]:
        return
    if find_spec("opentelemetry.sdk") is None:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: it is the"
            " extra `tracing`; docs/operations.md says how."
        )
    if not sa.event.contains(sa.Engine, "before_cursor_execute", _asked):
        sa.event.listen(sa.Engine, "before_cursor_execute", _asked)
        sa.event.listen(sa.Engine, "after_cursor_execute", _answered)
        sa.event.listen(sa.Engine, "handle_error", _failed)
    _of_requests(app)


def _of_requests(app: Flask) -> None:
    from opentelemetry.trace import SpanKind

    @app.before_request
    def begin() -> None:
        route = request.url_rule.rule if request.url_rule else "(none)"
        known = {"http.request.method": request.method, "http.route": route}
        # Whatever a stranger's browser says of a trace is not believed: each begins here.
        g.span = _tracer().start_as_current_span(
            f"{request.method} {route}",
            kind=SpanKind.SERVER,
            attributes=known | {REQUEST_ID: g.request_id},
            record_exception=False,
            set_status_on_exception=False,
        )
        g.open_span = g.span.__enter__()

    @app.after_request
    def answer(response: Response) -> Response:
        if "open_span" in g:
            g.open_span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                _mark_failed(g.open_span)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "span" in g:
            g.pop("open_span")
            g.pop("span").__exit__(None, None, None)


@contextmanager
def of_job(app: Flask, name: str, request_id: str | None) -> Iterator[None]:
    """Trace a job of the worker, under the id of the request that asked for it, if known."""
    if not app.extensions[ON]:
        yield
        return
    from opentelemetry.trace import SpanKind

    asked_by = {REQUEST_ID: request_id} if request_id else {}
    with _tracer().start_as_current_span(
        f"job {name}",
        kind=SpanKind.CONSUMER,
        attributes=asked_by,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        except Exception as error:
            _mark_failed(span, error)
            raise


def flush() -> None:
    """Send what this process has not sent yet."""
    if os.getpid() in _providers:
        _providers[os.getpid()].force_flush()


def _tracer() -> "Tracer":
    """This process's own: what was made before a fork has a thread that is no more."""
    provider = _providers.get(os.getpid())
    if provider is None:
        provider = _providers[os.getpid()] = _provider()
    return provider.get_tracer("portal")


def _provider() -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME", SERVICE)
    made = TracerProvider(resource=Resource.create({"service.name": name}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


def _mark_failed(span: "Span", error: BaseException | None = None) -> None:
    """That it failed, and as what: the words of an error may hold what people wrote."""
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR)
    if error is not None:
        span.set_attribute("error.type", type(error).__name__)


@lru_cache(maxsize=2048)
def _kind_of(statement: str) -> tuple[str, str]:
    """A statement's verb and the table it begins with: words of the code, never of people."""
    verb, outside = _OPERATION.match(statement), statement
    while outside != (outside := _INSIDE.sub("", outside)):
        pass  # a question inside the question has tables of its own
    table = _TABLE.search(outside)
    return verb[1].upper() if verb else "SQL", table[1] if table else ""


def _asked(
    _connection: sa.Connection, _cursor: Any, statement: str, _values: Any, context: Any, _m: bool
) -> None:
    from opentelemetry import trace

    if context is None or not trace.get_current_span().is_recording():
        return
    verb, table = _kind_of(statement)
    context.portal_span = _tracer().start_span(
        f"{verb} {table}".strip(),
        kind=trace.SpanKind.CLIENT,
        attributes={
            "db.system.name": "postgresql",
            "db.operation.name": verb,
            "db.collection.name": table,
        },
    )


def _answered(
    _connection: sa.Connection, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool
) -> None:
    span = getattr(context, "portal_span", None)
    if span is not None:
        span.end()
        context.portal_span = None


def _failed(context: Any) -> None:
    span = getattr(context.execution_context, "portal_span", None)
    if span is not None:
        _mark_failed(span, context.original_exception)
        span.end()
        context.execution_context.portal_span = None
