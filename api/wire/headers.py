"""The fixed headers of every response, and the trace ids that follow a request.

Around the application, not in it: a response of Flask's looks for each header before it sets it,
which for all of these takes longer than some endpoints.
"""

import secrets
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask, request

FIXED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type,Authorization",
    "Access-Control-Allow-Methods": "GET,PUT,POST,DELETE",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Cache-Control": "no-store, no-cache, private, must-revalidate",
}
# What a request's environment has of an answer that caches may keep.
CACHING = "postroom.caching"
# And the headers that its answer has besides, whatever becomes of the request.
SAID = "postroom.said"
# Seconds until a client may ask again that has got a 503.
RETRY_AFTER = "1"
# Characters of a client's trace id that the log repeats in each line.
LONGEST = 128


def init_app(app: Flask) -> None:
    # Flask's own way to put something around the application.
    app.wsgi_app = with_headers(app.wsgi_app)  # type: ignore[method-assign,assignment]


def with_headers(application: WSGIApplication) -> WSGIApplication:
    """The application, whose responses have the fixed headers and the request's trace ids."""

    def traced(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        trace_id, span_id = trace(environ)
        structlog.contextvars.bind_contextvars(request_id=trace_id[:LONGEST])
        added = [*FIXED.items(), ("X-B3-TraceId", trace_id), ("X-B3-SpanId", span_id)]

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = [pair for pair in headers if pair[0] not in FIXED]
            if status.startswith("503"):
                own.append(("Retry-After", RETRY_AFTER))
            if said := environ.get(SAID):
                own += said.items()
            if caching := environ.get(CACHING):
                added.remove(("Cache-Control", FIXED["Cache-Control"]))
                added.append(("Cache-Control", caching))
            return start_response(status, own + added, *error)

        return application(environ, start)

    return traced


def let_cache(value: str) -> None:
    """Say this of the request's answer in place of what holds for every other."""
    request.environ[CACHING] = value


def say(name: str, value: str) -> None:
    """Give the request's answer this header, whatever becomes of the request."""
    request.environ.setdefault(SAID, {})[name] = value


def say_more(name: str, value: str) -> None:
    """Put another item into a header that is a list."""
    said = request.environ.setdefault(SAID, {})
    said[name] = f"{said[name]}, {value}" if name in said else value


def trace(environ: WSGIEnvironment) -> tuple[str, str]:
    """The caller's ids of trace and span where there are any, so that logs of both sides meet."""
    made = secrets.token_hex(24)
    trace_id = (
        environ.get("HTTP_X_B3_TRACEID")
        or environ.get("HTTP_X_AMZ_CF_ID")
        or environ.get("HTTP_X_AMZN_TRACE_ID")
        or made[:32]
    )
    return trace_id, environ.get("HTTP_X_B3_SPANID") or f"self-{made[32:]}"
