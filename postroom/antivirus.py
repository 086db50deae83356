"""clamd, when there is one: scans a file over its socket (the INSTREAM command)."""

import socket
import struct
from urllib.parse import urlsplit

CHUNK = 1 << 16
TIMEOUT = 60


class Unavailable(Exception):
    """The scanner cannot be reached, or broke off: worth another try."""


class CannotScan(Exception):
    """The scanner says that it cannot scan this file."""


def scan(url: str, data: bytes) -> str | None:
    """The name of what clamd found, or None. Raises Unavailable, CannotScan.

    The URL is tcp://host:port or unix:///path/of/the/socket.
    """
    try:
        with connect(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                connection.sendall(struct.pack("!I", len(part)) + part)
            connection.sendall(struct.pack("!I", 0))
            with connection.makefile("rb") as answers:
                answer = answers.read(4096).strip(b"\0\n").decode(errors="replace")
    except OSError as error:
        raise Unavailable(type(error).__name__) from None
    if answer.endswith(" OK"):
        return None
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer:
        raise CannotScan(answer)
    raise Unavailable("no answer")


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(address.path)
        return connection
    return socket.create_connection((address.hostname or "", address.port or 3310), TIMEOUT)
