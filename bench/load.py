"""A cheap HTTP/1.1 load generator: one thread, keep-alive connections, no dependency.

Closed loop: each client sends its next request when it has its answer. With a rate, requests
are due at fixed moments and times count from then, so that a stall is seen by every request
that it delays, not only by those under way.
"""

import re
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.common import percentile

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Result:
    """What a run saw: seconds per answer, answers by status, its length and its own CPU time."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0
    cpu_seconds: float = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def milliseconds(self, share: float) -> float:
        return 1000 * percentile(self.times, share)


@dataclass(slots=True)
class Client:
    """One connection and the request that is under way on it."""

    socket: socket.socket
    began: float = 0
    answer: bytes = b""


def run(
    address: tuple[str, int],
    clients: int,
    seconds: float,
    request: Callable[[], bytes],
    rate: float = 0,
) -> Result:
    """Send requests for so many seconds, then wait for the answers that are still missing."""
    result, poll = Result(), select.epoll()
    # In turn, so that the server closes none for having been idle.
    idle = deque(Client(connect(address)) for _ in range(clients))
    busy: dict[int, Client] = {}
    for client in idle:
        poll.register(client.socket.fileno(), select.EPOLLIN)
    start, cpu = time.perf_counter(), time.process_time()
    due = start
    while busy or time.perf_counter() < start + seconds:
        now = time.perf_counter()
        while idle and now < start + seconds and (not rate or due <= now):
            client = idle.popleft()
            client.began = due if rate else now
            due += 1 / rate if rate else 0
            client.socket.sendall(request())
            busy[client.socket.fileno()] = client
        wait = max(0.0, due - now) if rate and idle else 1.0
        for descriptor, _ in poll.poll(wait):
            if receive(busy[descriptor], result):
                idle.append(busy.pop(descriptor))
    result.seconds = time.perf_counter() - start
    result.cpu_seconds = time.process_time() - cpu
    for client in idle:
        client.socket.close()
    return result


def connect(address: tuple[str, int]) -> socket.socket:
    connection = socket.create_connection(address)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def receive(client: Client, result: Result) -> bool:
    """Whether the client's answer is complete now; if so, it is in the result."""
    data = client.socket.recv(1 << 20)
    if not data:
        raise ConnectionError("the server closed a connection in the middle of the run")
    client.answer += data
    end = client.answer.find(b"\r\n\r\n")
    if end < 0 or len(client.answer) < end + 4 + length(client.answer[: end + 2]):
        return False
    status = int(client.answer[9:12])
    result.statuses[status] = result.statuses.get(status, 0) + 1
    result.times.append(time.perf_counter() - client.began)
    client.answer = b""
    return True


def length(head: bytes) -> int:
    match = LENGTH.search(head)
    return int(match[1]) if match else 0
