"""A line a request: who asked for what, how it ended and how long it took.

What was asked for is the route as the code names it; a path or a query may hold a recipient or a
link that opens a file. Written without the logging library, which takes longer than some endpoints.
"""

import logging
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask, Response, g, request
from structlog.contextvars import get_contextvars

from postroom.settings.config import Config


def init_app(app: Flask, config: Config) -> None:
    if config.access_log and logging.getLevelName(config.log_level) <= logging.INFO:
        app.after_request(writer(config.access_log))


def writer(share: float) -> Callable[[Response], Response]:
    """What tells of so large a share of the requests, and of all that ended in a 5xx."""

    def write(response: Response) -> Response:
        if share >= 1 or response.status_code >= 500 or random.random() < share:
            with suppress(OSError, ValueError):  # nobody reads it any more
                sys.stdout.buffer.write(line(response))
                sys.stdout.buffer.flush()
        return response

    return write


def line(response: Response) -> bytes:
    return orjson.dumps(
        {
            "event": "request",
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
            "service": service(),
            "logger": "api.access",
            "level": "info",
            "timestamp": datetime.now(UTC),
            **get_contextvars(),
        },
        option=orjson.OPT_APPEND_NEWLINE,
        default=str,
    )


def service() -> Any:
    """The service whose key it was, or that the admin app asked about."""
    return g.get("service_id") or (request.view_args or {}).get("service_id")
