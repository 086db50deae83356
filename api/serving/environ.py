"""A request as WSGI describes it, made from what RSGI says."""

import sys
from functools import lru_cache
from typing import Any
from wsgiref.types import WSGIEnvironment

FIXED = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}

# The header that must not be overlooked, whatever its value.
KEY = "idempotency-key"


def environ(scope: Any) -> WSGIEnvironment:
    """All but the body."""
    address, _, port = scope.server.rpartition(":")
    made = {
        **FIXED,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": as_latin(scope.path),
        "QUERY_STRING": as_latin(scope.query_string),
        "SERVER_NAME": address,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": remote_address(scope),
        "wsgi.url_scheme": scope.scheme,
    }
    for header, value in scope.headers.items():
        name = variable(header)
        # The same header twice is one with both values.
        made[name] = f"{made[name]},{as_latin(value)}" if name in made else as_latin(value)
    if KEY in scope.headers:
        # A value that is not ASCII is left out of the items; its header is there all the same.
        made.setdefault(variable(KEY), "")
    return made


def remote_address(scope: Any) -> str:
    return scope.client.rpartition(":")[0].strip("[]")


@lru_cache(maxsize=1000)
def variable(header: str) -> str:
    """What a header is called; those that clients could make up without end are not all kept."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def as_latin(text: str) -> str:
    """Bytes of UTF-8, each as the character of its number."""
    return text if text.isascii() else text.encode().decode("latin-1")
