"""Tokens that clients sign: how they come, and what is wrong with one.

See docs/contract/authentication.md, tokens of services.
"""

import time
from typing import Any

import jwt

from api.wire.errors import PublicError

# Seconds by which a client's clock may differ.
LEEWAY = 30

UNREADABLE = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)

CLOCK = "Error: Your system clock must be accurate to within 30 seconds"

NO_ISSUER = "Invalid token: iss field not provided"

WRONG_ALGORITHM = "Invalid token: algorithm used is not HS256"

NO_KEY = "Invalid token: API key not found"


def bearer_token(header: str | None) -> str:
    if not header:
        raise refused("Unauthorized: authentication token must be provided", 401)
    if header[:7].lower() != "bearer ":
        raise refused("Unauthorized: authentication bearer scheme must be used", 401)
    return header[7:].strip()


def decode_unverified(token: str) -> tuple[Any, dict[str, Any]]:
    try:
        decoded = jwt.decode_complete(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise refused(UNREADABLE) from None
    return decoded["header"].get("alg"), decoded["payload"]


def is_signed_with(secret: str, token: str) -> bool:
    """Whether the secret verifies the token. Raises PublicError for a token that is not fresh."""
    try:
        claims = jwt.decode(
            token, secret, algorithms=["HS256"], leeway=LEEWAY, options={"require": ["iat"]}
        )
    except (jwt.InvalidSignatureError, jwt.MissingRequiredClaimError):
        return False
    except (jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
        raise refused(CLOCK) from None
    except jwt.InvalidTokenError:
        raise refused(UNREADABLE) from None
    if int(float(claims["iat"])) < int(time.time()) - LEEWAY:
        raise refused(CLOCK)
    return True


def refused(message: str, status: int = 403) -> PublicError:
    return PublicError(status, "AuthError", message)
