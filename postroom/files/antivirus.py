"""clamd, when there is one: scans a file over its socket (the INSTREAM command)."""

import socket
import struct
import time
from urllib.parse import urlsplit

CHUNK = 1 << 16
# Seconds for the whole of a scan.
TIMEOUT = 60
LARGEST_ANSWER = 4096


class Unavailable(Exception):
    """The scanner cannot be reached, or broke off: worth another try."""


class CannotScan(Exception):
    """The scanner says that it cannot scan this file."""


def scan(url: str, data: bytes) -> str | None:
    """The name of what clamd found, or None. Raises Unavailable, CannotScan.

    The URL is tcp://host:port or unix:///path/of/the/socket.
    """
    deadline = time.monotonic() + TIMEOUT
    try:
        with connect(url) as connection:
            send(connection, b"zINSTREAM\0", deadline)
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                send(connection, struct.pack("!I", len(part)) + part, deadline)
            send(connection, struct.pack("!I", 0), deadline)
            answer = read(connection, deadline).strip(b"\0\n").decode(errors="replace")
    except OSError as error:
        raise Unavailable(type(error).__name__) from None
    if answer.endswith(" OK"):
        return None
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer:
        raise CannotScan(answer)
    raise Unavailable("no answer")


def send(connection: socket.socket, data: bytes, deadline: float) -> None:
    limit(connection, deadline)
    connection.sendall(data)


def read(connection: socket.socket, deadline: float) -> bytes:
    """The answer, which ends with a NUL, or what there is of it when it should have ended."""
    answer = b""
    while len(answer) < LARGEST_ANSWER and not answer.endswith(b"\0"):
        limit(connection, deadline)
        part = connection.recv(LARGEST_ANSWER - len(answer))
        if not part:
            break
        answer += part
    return answer


def limit(connection: socket.socket, deadline: float) -> None:
    """What comes next may take as long as is left. Raises TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(address.path)
        return connection
    return socket.create_connection((address.hostname or "", address.port or 3310), TIMEOUT)
