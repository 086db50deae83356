"""Every error body. Two envelopes: that of the v2 API, and that of everything else."""

import threading
from typing import Any

import psycopg
import structlog
from cachetools import TTLCache
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, ServiceUnavailable

from postroom import outages
from postroom.files import antivirus, objects
from postroom.settings.log import database_message

log = structlog.get_logger(__name__)

NOT_FOUND = (
    "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again."
)
# What clients hear while the database, the object store or the virus scanner is away.
UNAVAILABLE = "Service unavailable, try again later"
# Seconds in which the log tells once of what is away for the same reason, however many ask.
TELLING = 60
_told: TTLCache[str, bool] = TTLCache(maxsize=100, ttl=TELLING)
_telling = threading.Lock()


# What errors that the framework raises are called in the v2 API, other than BadRequestError.
NAMES = {429: "TooManyRequestsError", 503: "ServiceUnavailableError"}


class PublicError(Exception):
    """An answer in the v2 envelope: HTTP status and one or several (error name, message)."""

    def __init__(self, status: int, error: str, *messages: str) -> None:
        super().__init__(error)
        self.status = status
        self.errors: list[dict[str, Any]] = [
            {"error": error, "message": message} for message in messages
        ]


def bad_request(message: str, status: int = 400) -> PublicError:
    """A business rule that the request breaks."""
    return PublicError(status, "BadRequestError", message)


def no_result_found() -> PublicError:
    return PublicError(404, "NoResultFound", "No result found")


def data_error() -> PublicError:
    """What the database could not hold cannot be found either."""
    return PublicError(404, "DataError", "No result found")


class Refused(Exception):
    """An answer in the internal API's envelope: HTTP status and a text, or texts by field."""

    def __init__(self, status: int, message: str | dict[str, Any]) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class OverLimit(Exception):
    """The service has used up its day for a kind of message; the text says which."""


def not_found() -> Refused:
    return Refused(404, "No result found")


def init_app(app: Flask) -> None:
    app.register_error_handler(PublicError, public_error)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(OverLimit, over_limit)
    app.register_error_handler(psycopg.Error, database_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected_error)
    for kind in (*objects.Fault, antivirus.Unavailable):
        app.register_error_handler(kind, unavailable)
    app.register_error_handler(objects.NotFound, unexpected_error)
    app.register_error_handler(objects.TooLarge, unexpected_error)


def public_error(error: PublicError) -> tuple[Response, int]:
    return public_body(error.status, error.errors)


def public_body(status: int, errors: list[dict[str, Any]]) -> tuple[Response, int]:
    return jsonify(status_code=status, errors=errors), status


def database_error(error: psycopg.Error) -> tuple[Response, int]:
    """SQLSTATE NT + status is an answer made by api.fail; anything else is ours to mend."""
    state = error.sqlstate or ""
    if state.startswith("NT") and state[2:].isdigit():
        body = {"error": error.diag.message_detail, "message": error.diag.message_primary}
        return public_body(int(state[2:]), [body])
    if outages.passes(error):
        return unavailable(error)
    if isinstance(error, psycopg.DataError) and request.path.startswith("/v2/"):
        return public_error(data_error())
    return unexpected_error(error)


def refused(error: Refused) -> tuple[Response, int]:
    return legacy_error(error.status, error.message)


def over_limit(error: OverLimit) -> tuple[Response, int]:
    return public_body(429, [{"error": "TooManyRequestsError", "message": str(error)}])


def internal_over_limit(error: OverLimit) -> tuple[Response, int]:
    return legacy_error(429, str(error))


def internal_database_error(error: psycopg.Error) -> tuple[Response, int]:
    """The same for the internal API, where DETAIL, if any, is the field at fault."""
    state = error.sqlstate or ""
    message = error.diag.message_primary
    if state.startswith("NT") and state[2:].isdigit():
        # A limit is of no field: its detail is its name in the v2 API.
        field = error.diag.message_detail if state != "NT429" else None
        return legacy_error(int(state[2:]), {field: [message]} if field else message)
    if outages.passes(error):
        return unavailable(error)
    if isinstance(error, psycopg.DataError):
        # Too long, out of range, a NUL: what cannot be stored cannot be found either.
        return legacy_error(404, "No result found")
    if isinstance(error, psycopg.IntegrityError):
        return legacy_error(400, "The request contradicts what is stored already")
    return unexpected_error(error)


def http_error(error: HTTPException) -> tuple[Response, int]:
    """Routing errors, before any authentication: the legacy envelope everywhere.

    Others come from reading a body, one that is too large (413), ends too soon (400) or comes
    too slowly (408), from too many requests at a time (429), and from what is away (503).
    """
    if isinstance(error, NotFound):
        return legacy_error(404, NOT_FOUND)
    if isinstance(error, MethodNotAllowed):
        response, status = legacy_error(405, error.description)
        # It has never been called JSON, which clients rely on that do not ask for a type.
        if "application/json" not in request.accept_mimetypes.values():
            response.mimetype = "text/html"
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
        return response, status
    code, text = error.code or 500, error.description or ""
    if request.path.startswith("/v2/"):
        name = NAMES.get(code, "BadRequestError")
        response, status = public_body(code, [{"error": name, "message": text}])
    else:
        response, status = legacy_error(code, text)
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = retry_after
    return response, status


def unavailable(error: Exception) -> tuple[Response, int]:
    """503, to which api.headers adds Retry-After: what the request needs is away for the moment.

    Nothing has been changed, or nobody can say whether it has, as the connection broke.
    """
    state = getattr(error, "sqlstate", None)
    reason = f"{type(error).__name__} {state or ''}".rstrip()
    with _telling:
        is_new = reason not in _told
        _told[reason] = True
    if is_new:
        log.warning("unavailable", reason=reason, path=request.url_rule and request.url_rule.rule)
    return http_error(ServiceUnavailable(UNAVAILABLE))


def legacy_error(status: int, message: Any) -> tuple[Response, int]:
    return jsonify(result="error", message=message), status


def unexpected_error(error: Exception) -> tuple[Response, int]:
    """Says nothing of the inside; the log has all of it, under the request's id."""
    # The full text of a database error can quote the row it failed on.
    if isinstance(error, psycopg.Error):
        log.error(
            "database error",
            kind=type(error).__name__,
            sqlstate=error.sqlstate,
            message=database_message(error),
        )
    else:
        log.error("unexpected error", exc_info=error)
    if request.path.startswith("/v2/"):
        return public_body(500, [{"error": "Exception", "message": "Internal server error"}])
    return legacy_error(500, "Internal server error")
