"""What proves that a request comes from a provider: HTTP Basic.

SNS signs what it sends: see api.callbacks.sns.
"""

import hmac

import structlog
from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Authorization

from postroom.settings.receipts import CallbackSettings, Credentials

log = structlog.get_logger(__name__)

MISSING = "Unauthorized: authentication token must be provided"
WRONG = "Forbidden: invalid authentication token provided"

# Told so, clients send credentials that stand in the address they were given.
BASIC = 'Basic realm="receipts", charset="UTF-8"'
BEARER = "Bearer"


def settings() -> CallbackSettings:
    return current_app.config["postroom"].callbacks


def basic(accepted: Credentials, challenge: str = BASIC) -> ResponseReturnValue | None:
    """The refusal to answer with, or None when a user name comes with its password."""
    sent = request.authorization
    if sent is None:
        return refusal(401, MISSING, challenge)
    if sent.type != "basic" or not is_one_of(sent, accepted):
        return refusal(403, WRONG, challenge)
    return None


def is_one_of(sent: Authorization, accepted: Credentials) -> bool:
    """Compares with all of them, in full, so that the time taken tells nothing."""
    found = False
    for user, password in accepted:
        found |= equal(sent.username, user) & equal(sent.password, password)
    return found


def equal(sent: str | None, expected: str) -> bool:
    return hmac.compare_digest((sent or "").encode(), expected.encode())


def refusal(status: int, message: str, challenge: str = "") -> ResponseReturnValue:
    """An answer in the envelope of routes outside /v2, logged since receipts are lost by it."""
    log.warning("provider refused", path=request.path, reason=message)
    headers = {"WWW-Authenticate": challenge} if status == 401 else {}
    return {"result": "error", "message": message}, status, headers
