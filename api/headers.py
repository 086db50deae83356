"""The fixed headers of every response, and the trace ids that follow a request."""

import secrets

import structlog
from flask import Flask, Response, g, request

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


def init_app(app: Flask) -> None:
    app.before_request(start_trace)
    app.after_request(add_headers)


def start_trace() -> None:
    """Takes the caller's ids where there are any, so that logs of both sides meet."""
    headers = request.headers
    g.trace_id = (
        headers.get("X-B3-TraceId")
        or headers.get("X-Amz-Cf-Id")
        or headers.get("X-Amzn-Trace-Id")
        or secrets.token_hex(16)
    )
    g.span_id = headers.get("X-B3-SpanId") or f"self-{secrets.token_hex(8)}"
    structlog.contextvars.bind_contextvars(request_id=g.trace_id)


def add_headers(response: Response) -> Response:
    response.headers.update(FIXED)
    response.headers["X-B3-TraceId"] = g.trace_id
    response.headers["X-B3-SpanId"] = g.span_id
    return response
