"""A worked example of a token, with a key that opens nothing."""

import json
from typing import NamedTuple

import jwt

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
ISSUED_AT = 1795453200


class Example(NamedTuple):
    api_key: str
    service: str
    secret: str
    header: str
    claims: str
    token: str


def example() -> Example:
    """The parts of a token as they would be written out, and the token they make."""
    header, claims = {"alg": "HS256", "typ": "JWT"}, {"iss": SERVICE, "iat": ISSUED_AT}
    return Example(
        f"my_test_key-{SERVICE}-{SECRET}",
        SERVICE,
        SECRET,
        json.dumps(header),
        json.dumps(claims),
        jwt.encode(claims, SECRET, algorithm="HS256"),
    )
