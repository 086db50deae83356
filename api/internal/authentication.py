"""Authentication of the internal API: a JWT signed with one of the client's secrets.

Whoever holds a secret may do everything; what a person may do is the admin app's to enforce.
"""

from flask import current_app, request

from api.wire import actors, bodies
from api.wire.errors import PublicError, Refused
from api.wire.tokens import (
    NO_ISSUER,
    NO_KEY,
    WRONG_ALGORITHM,
    bearer_token,
    decode_unverified,
    is_signed_with,
    refused,
)

ADMIN_CLIENT = "notify-admin"
TEST_CLIENT = "notify-functional-tests"


def authenticate(client: str = ADMIN_CLIENT) -> None:
    """Let only the admin app in, or another client. Raises Refused.

    See docs/contract/authentication.md, tokens of the admin app.
    """
    try:
        authenticate_v2(client)
    except PublicError as error:
        raise Refused(error.status, {"token": [error.errors[0]["message"]]}) from None


def authenticate_functional_tests() -> None:
    """Let only the functional tests of the admin app in. Raises Refused."""
    authenticate(TEST_CLIENT)


def authenticate_v2(client: str = ADMIN_CLIENT) -> None:
    """The same for routes that answer in the v2 envelope. Raises PublicError."""
    check(client, bearer_token(request.headers.get("Authorization")))


def check(client: str, token: str) -> None:
    algorithm, claims = decode_unverified(token)
    if "iss" not in claims:
        raise refused(NO_ISSUER)
    if claims["iss"] != client:
        raise refused("Unauthorized: not allowed to perform this action", 401)
    if algorithm != "HS256":
        raise refused(WRONG_ALGORITHM)
    secrets = current_app.config["postroom"].internal_client_api_keys.get(client, [])
    if not any(is_signed_with(secret, token) for secret in secrets):
        raise refused(NO_KEY)
    bodies.expect(client)
    actors.begin()
