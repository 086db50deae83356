"""Runs the API and the worker as one: together they start, and together they stop.

All are in the process group of the terminal. A part that dies is started again, unless it
keeps dying: then the rest stops too, because half a platform is hard to notice. The parts
get SIGTERM from the kernel should this process be killed.
"""

import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import structlog

# Granian's own variables. Connections cost little, idle ones too, so a process takes many. A
# process ends when what is under way has been answered, but slow clients are not waited for for
# ever.
SERVER = {
    "GRANIAN_WORKERS": "2",
    "GRANIAN_BACKPRESSURE": "4096",
    "GRANIAN_WORKERS_KILL_TIMEOUT": "20",
    "GRANIAN_LOG_CONFIG": str(Path(__file__).with_name("logging.json")),
}
# The C library's: what is large goes back to the system as soon as it is freed, and threads share
# what is small, in place of each keeping the most that it ever needed.
MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}
STARTING = 60  # seconds until the API must answer
STOPPING = 30  # seconds until whoever has not ended is killed
DEATHS, WITHIN = 5, 60  # so many deaths of a part in so many seconds are too many
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Parts = dict[str, subprocess.Popen]

log = structlog.get_logger(__name__)


def api(environment: Mapping[str, str]) -> list[str]:
    """The command of the web server."""
    address = ["--host", environment["HOST"], "--port", environment["PORT"]]
    granian = Path(sys.executable).with_name("granian")
    # Threads are our own (api.serving.front).
    kind = ["--interface", "rsgi", "--http", "1", "--no-ws", "--blocking-threads", "1"]
    return [str(granian), *kind, *address, "api.rsgi:app"]


def worker(environment: Mapping[str, str]) -> list[str]:
    """The command of the worker."""
    return [sys.executable, "-m", "postroom", "worker"]


COMMANDS = {"api": api, "worker": worker}


def run(
    environment: Mapping[str, str],
    names: Iterable[str] = COMMANDS,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Run until a signal comes (KeyboardInterrupt) or a part keeps dying (SystemExit)."""
    # The web processes count requests in this directory, so that any of them can tell the sum.
    with tempfile.TemporaryDirectory(prefix="postroom-") as counters:
        environment = {"PROMETHEUS_MULTIPROC_DIR": counters, **environment}
        with background(environment, names) as parts:
            announce()
            watch(parts, environment)


@contextmanager
def background(environment: Mapping[str, str], names: Iterable[str] = COMMANDS) -> Iterator[Parts]:
    """The API, answering, and the worker, for as long as they are needed."""
    refuse_used_port(environment["HOST"], environment["PORT"])
    parts = {}
    try:
        for name in names:
            parts[name] = start(name, environment)
        wait_for_answer(parts, environment)
        log.info("started", parts=list(parts), host=environment["HOST"], port=environment["PORT"])
        yield parts
    finally:
        log.info("stopping", parts=list(parts))
        stop(parts)
        log.info("stopped", parts=list(parts))


def start(name: str, environment: Mapping[str, str]) -> subprocess.Popen:
    """Start a part, which does not hear Ctrl-C: it is told to stop when its turn comes.

    (A process of Granian's that hears both of them hangs.)
    """
    command = ["setpriv", "--pdeathsig", "TERM", *COMMANDS[name](environment)]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which it inherits
    try:
        return subprocess.Popen(command, env={**SERVER, **MEMORY, **environment})
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop(parts: Parts) -> None:
    """Ask every part to end, the API first; kill what does not."""
    for part in parts.values():
        part.terminate()
    deadline = time.monotonic() + STOPPING
    for name, part in parts.items():
        try:
            part.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("part does not end, so it is killed", part=name, seconds=STOPPING)
        part.kill()
        part.wait()


def watch(parts: Parts, environment: Mapping[str, str]) -> None:
    """Start again whichever part dies, after ever longer pauses, until one keeps dying."""
    deaths: dict[str, list[float]] = {name: [] for name in parts}
    due: dict[str, float] = {}  # when those that are dead are started again
    while True:
        time.sleep(0.2)
        now = time.monotonic()
        for name, part in parts.items():
            if name not in due and part.poll() is not None:
                deaths[name] = [at for at in deaths[name] if now - at < WITHIN] + [now]
                due[name] = now + pause(name, part.returncode, len(deaths[name]))
        for name in revive(parts, environment, [name for name, at in due.items() if at <= now]):
            del due[name]


def revive(
    parts: Parts, environment: Mapping[str, str], names: Iterable[str] | None = None
) -> list[str]:
    """Start again the parts that have died, all or of these, and name them."""
    chosen = parts if names is None else names
    dead = [name for name in chosen if parts[name].poll() is not None]
    for name in dead:
        parts[name] = start(name, environment)
    return dead


def pause(name: str, status: int, deaths: int) -> float:
    """Seconds until a part that has died so often is started again: 0, 1, 2, 4, 8."""
    if deaths > DEATHS:
        raise SystemExit(
            f"The {name} keeps ending, {deaths} times within {WITHIN} s, last with status "
            f"{status}, for the reason said above; stopping the rest."
        )
    seconds = 2 ** (deaths - 2) if deaths > 1 else 0
    log.warning("part ended", part=name, status=status, started_again_in_seconds=seconds)
    return seconds


def wait_for_answer(parts: Parts, environment: Mapping[str, str]) -> None:
    """Return once the API says that it and its database are well."""
    address = f"http://{environment['HOST']}:{environment['PORT']}/_status"
    deadline = time.monotonic() + STARTING
    while not answers(address):
        for name, part in parts.items():
            if part.poll() is not None:
                raise SystemExit(f"The {name} ended with status {part.returncode} as it started.")
        if time.monotonic() > deadline:
            raise SystemExit(f"{address} did not answer within {STARTING} seconds.")
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether there is a good answer; whatever proxy is configured, this is not for it."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def refuse_used_port(host: str, port: str) -> None:
    """Leave with one sentence if the API could not listen there."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        raise SystemExit(
            f"Port {port} of {host} cannot be used ({error.strerror}); "
            "choose another: make run PORT=6012"
        ) from None


def expect_signals() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal end this process in the same orderly way."""
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, interrupt)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Once is enough: a second signal would disturb the clean end that the first began."""
    for every in SIGNALS:
        signal.signal(every, signal.SIG_IGN)
    raise KeyboardInterrupt
