"""Authentication of the v2 API: a JWT signed with one of the service's keys.

The order of the checks and their texts are promised: the first fault in that order is the one
that a client sees (docs/contract/authentication.md, tokens of services).
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import jwt
from flask import g, request
from jwt.utils import base64url_decode, base64url_encode

from api.sending import services
from api.sending.services import ApiKey, Caller, Service
from api.wire import bodies
from api.wire.errors import PublicError
from api.wire.tokens import (
    LEEWAY,
    NO_ISSUER,
    NO_KEY,
    WRONG_ALGORITHM,
    bearer_token,
    decode_unverified,
    is_signed_with,
    refused,
)

# The key of the environment under which the server (api.serving.exchange) puts the caller that it
# has recognised.
CALLER = "postroom.caller"


HS256 = jwt.get_algorithm_by_name("HS256")
# The headers that official clients write.
HEADERS = frozenset(
    base64url_encode(header)
    for header in (
        b'{"alg":"HS256","typ":"JWT"}', b'{"typ":"JWT","alg":"HS256"}', b'{"alg":"HS256"}',
    )
)  # fmt: skip


def authenticated(view: Callable[..., Any]) -> Callable[..., Any]:
    """Calls the view with the Caller first, again when what was known of it has changed."""

    @wraps(view)
    def with_caller(**arguments: Any) -> Any:
        token = bearer_token(request.headers.get("Authorization"))
        try:
            caller = request.environ.get(CALLER) or recognise(token) or authenticate(token)
        except PublicError:
            # The key may be newer than what this process knows.
            caller = authenticate(token, fresh=True)
        g.service_id = caller.service.id  # for the access log
        bodies.expect(caller.service.id)

        def answer(fresh: bool) -> Any:
            current = authenticate(token, fresh=True) if fresh else caller
            return view(current, **arguments)

        return services.with_current(answer)

    return with_caller


def authenticate_options() -> None:
    """OPTIONS on the v2 API is answered by the framework, but not to just anyone."""
    if request.method == "OPTIONS" and request.url_rule and request.path.startswith("/v2/"):
        authenticate(bearer_token(request.headers.get("Authorization")), fresh=True)


def recognise(token: str) -> Caller | None:
    """Who sent a token as official clients make them, signed with the key that served last.

    A quarter of the time that authenticate takes. None, whatever is unusual about the token,
    leaves it to that function, which knows every shape and every fault.
    """
    try:
        signed, _, signature = token.encode("ascii").rpartition(b".")
        header, payload = signed.split(b".")
        if header not in HEADERS:
            return None
        claims = json.loads(base64url_decode(payload))
        if claims.keys() != {"iss", "iat"}:
            return None
        if type(claims["iat"]) is not int or abs(claims["iat"] - time.time()) >= LEEWAY:
            return None
        service = services.remembered(UUID(claims["iss"]))
        if service is None or not service.active or not service.keys:
            return None
        key = service.keys[0]
        if key.revoked:
            return None
        if not HS256.verify(signed, key.secret.encode(), base64url_decode(signature)):
            return None
    except (ValueError, AttributeError, TypeError, OverflowError, RecursionError):
        return None
    return Caller(service, key)


def recognise_header(header: str | None) -> Caller | None:
    """The same of a header, before there is a request."""
    return recognise(header[7:]) if header and header.startswith("Bearer ") else None


def authenticate(token: str, fresh: bool = False) -> Caller:
    """Who sent this token. Raises PublicError AuthError."""
    algorithm, claims = decode_unverified(token)
    service = services.get(service_id(claims), fresh)
    if service is None:
        raise refused("Invalid token: service not found")
    if not service.keys:
        raise refused("Invalid token: service has no API keys")
    if not service.active:
        raise refused("Invalid token: service is archived")
    if algorithm != "HS256":
        raise refused(WRONG_ALGORITHM)
    return Caller(service, signing_key(token, service))


def service_id(claims: dict[str, Any]) -> UUID:
    if "iss" not in claims:
        raise refused(NO_ISSUER)
    try:
        return UUID(claims["iss"])
    except (ValueError, AttributeError, TypeError):
        raise refused("Invalid token: service id is not the right data type") from None


def signing_key(token: str, service: Service) -> ApiKey:
    for key in service.keys:
        if not is_signed_with(key.secret, token):
            continue
        if key.revoked:
            raise refused("Invalid token: API key revoked")
        service.expect(key)
        return key
    raise refused(NO_KEY)
