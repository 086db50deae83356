"""The sockets of this process, which granian owns: what only the kernel can do with them."""

import ctypes
import fcntl
import os
import socket
import stat
import struct
import termios
from collections.abc import Iterator
from contextlib import suppress

SO_ATTACH_FILTER = 26
# A filter of TCP segments: it loads the byte of flags, drops a segment with SYN, keeps any other.
WITHOUT_SYN = ((0x30, 0, 0, 13), (0x45, 0, 1, 0x02), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))
# The field tcpi_unacked of the kernel's struct tcp_info, and what comes before it.
UNACKED = struct.Struct("24xI")
# Milliseconds after which a client that takes nothing of what was sent is given up.
STALLED = 30_000


def sockets() -> Iterator[socket.socket]:
    """Every socket of this process, each as a copy that is closed when the next is asked for."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            copy = os.dup(int(name))
            if not stat.S_ISSOCK(os.fstat(copy).st_mode):
                os.close(copy)
                continue
            with socket.socket(fileno=copy) as found:
                yield found


def listeners() -> Iterator[socket.socket]:
    """Those on which connections are accepted, of TCP."""
    for found in sockets():
        internet = found.family in (socket.AF_INET, socket.AF_INET6)
        if internet and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            yield found


def give_up_the_stalled() -> None:
    """Let the kernel end connections whose client takes nothing."""
    for listener in listeners():  # whose connections inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED)


def begin_no_more() -> None:
    """Let no new connection begin, while those that have begun can still be accepted.

    Closing a listener resets what waits to be accepted. A client whose first packet is dropped
    sends it again a second later, to whoever listens then.
    """
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *i) for i in WITHOUT_SYN))
    program = struct.pack("HL", len(WITHOUT_SYN), ctypes.addressof(code))
    for listener in listeners():
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def are_waiting() -> bool:
    """Whether there are connections that have not been accepted yet."""
    for listener in listeners():
        # Of a listener the kernel tells their number there.
        info = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, UNACKED.size)
        if UNACKED.unpack(info)[0]:
            return True
    return False


def unsent(connection: socket.socket) -> int:
    """Bytes that the other side has not acknowledged yet."""
    return struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0]


def end(connection: socket.socket) -> None:
    """End a connection and forget what has not been read of it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)


def find(client: str) -> socket.socket | None:
    """The connection of a client, as a copy for the caller to close; None when it has gone."""
    for connection in sockets():
        if name(connection) == client:
            return connection.dup()
    return None


def read_no_more(client: str) -> None:
    """Take nothing more from a client, who can still be answered."""
    for connection in sockets():
        if name(connection) == client:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


def name(connection: socket.socket) -> str:
    """The other side as granian names it; empty for a socket that has none."""
    try:
        host, port, *_ = connection.getpeername()
    except (OSError, ValueError):
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
