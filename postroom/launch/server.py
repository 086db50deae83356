"""Makes, starts and asks after one PostgreSQL server, as a user who is not root.

PostgreSQL refuses to run as root, so for root the server runs as the package's user
`postgres`, or as `nobody` where there is none.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from postroom.launch import postgres

ADMIN = "postroom_admin"
ROLES = (ADMIN, "postroom_api", "postroom_worker", "postroom_dba", "postroom_readonly")
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")  # what an address of a unix socket can hold

# Only the start: postgresql.conf then belongs to the operator, who may change it.
SETTINGS = """
# Postroom's settings. Nothing listens on the network.
listen_addresses = ''
cluster_name = 'postroom'
max_connections = 200
shared_buffers = 256MB
max_locks_per_transaction = 256  # a query may meet every daily partition
max_wal_size = 4GB
checkpoint_timeout = 30min  # after each, whole pages are written once more
jit = off  # no statement is long enough to be worth compiling
random_page_cost = 1.1  # solid-state disks
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '../log'
log_filename = 'postgresql-%a.log'  # a week of them, then the oldest is written over
log_rotation_size = 0
log_truncate_on_rotation = on
log_lock_waits = on
"""
THROW_AWAY = """
# This cluster is deleted after its run, and several tests run at a time.
max_connections = 600
fsync = off
full_page_writes = off
# It may lie in memory.
max_wal_size = 256MB
"""


def inside() -> bool:
    """Whether the server lives in a folder of its own (POSTGRES_ROOT)."""
    return postgres.root() != Path("/")


def server_user(home: Path) -> tuple[int, int]:
    """User and group of the server: whoever owns its data; for root, never root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    if home.exists() and home.stat().st_uid != 0:
        return home.stat().st_uid, home.stat().st_gid
    lines = (postgres.root() / "etc/passwd").read_text().splitlines()
    users = {line.split(":")[0]: line.split(":")[2:4] for line in lines}
    user, group = users.get("postgres") or users["nobody"]
    return int(user), int(group)


def as_server(home: Path) -> list[str]:
    """What to put before a command to run it as the server's user, where the server lives."""
    if os.geteuid() != 0:
        return []
    user, group = server_user(home)
    if inside():
        return ["chroot", f"--userspec={user}:{group}", str(postgres.root())]
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]


def run(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run one of the server's programs on the cluster's data, as the server's user."""
    made = home / "data/PG_VERSION"
    major = int(made.read_text()) if made.exists() else None
    folder = postgres.require(postgres.PARTMAN, major=major)
    return subprocess.run(
        [*as_server(home), folder / program, f"--pgdata={home / 'data'}", *arguments],
        cwd="/",  # a folder that the server's user can enter
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def create(home: Path, durable: bool) -> None:
    """Make the data folder, under another name until it is complete."""
    new = home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    done = run(
        home,
        "initdb",
        f"--pgdata={new}",
        f"--username={ADMIN}",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=und",
        *([] if durable else ["--no-sync"]),
    )
    if done.returncode:
        raise SystemExit(f"PostgreSQL could not make {new}: {last_line(done.stderr)}")
    with (new / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS + ("" if durable else THROW_AWAY))
        settings.write(f"wal_compression = {compression(home, new)}\n")
    (new / "pg_hba.conf").write_text("local all all peer map=postroom\n")
    new.rename(home / "data")


def compression(home: Path, data: Path) -> str:
    """The quickest way to compress WAL that this PostgreSQL was built with."""
    way = ("-c", "wal_compression=lz4", "-C", "wal_compression")
    return "on" if run(home, "postgres", "-D", str(data), *way).returncode else "lz4"


def allow(home: Path) -> None:
    """Let this operating system user, and the server's, in as any of Postroom's roles."""
    numbers = {os.geteuid()} if inside() else {os.geteuid(), server_user(home)[0]}
    users = [pwd.getpwuid(number).pw_name for number in numbers]
    lines = [f'postroom "{user}" {role}\n' for user in sorted(users) for role in ROLES]
    path = home / "data/pg_ident.conf"
    if path.read_text() != "".join(lines):
        path.write_text("".join(lines))
        if running(home):
            run(home, "pg_ctl", "reload")


def running(home: Path) -> bool:
    """Whether the server runs; its pid file alone may be one left by a crash."""
    try:
        pid = int((home / "data/postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, IndexError, ValueError):
        return False
    return os.fsencode(home / "data") in command


def start(home: Path) -> None:
    """Start the server, which recovers first if it was killed."""
    folder = socket(home)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.chown(folder, *server_user(home))
    options = f"-k {shlex.quote(str(folder))}"
    for _ in range(20):
        discard_stale_pid(home)
        done = run(
            home,
            "pg_ctl",
            "start",
            "--wait",
            "--timeout=600",
            "--silent",
            f"--log={home / 'start.log'}",
            f"--options={options}",
        )
        if done.returncode == 0:
            return
        time.sleep(0.5)  # processes of a killed server may need a moment to go
    raise SystemExit(f"PostgreSQL did not start: {reason(home)} (logs: {home})")


def discard_stale_pid(home: Path) -> None:
    """Forget the pid file of a killed server once its last process is gone.

    PostgreSQL forgets it by itself, except where that number now is (after a reboot), or
    still is (a zombie), a process of its own user. Processes of a killed server that live
    on are attached to its shared memory, whose key and number are in the file.
    """
    path = home / "data/postmaster.pid"
    with suppress(OSError, IndexError):
        memory = path.read_text().splitlines()[6].split()
        segments = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()]
        attached = any(row[:2] == memory and row[6] != "0" for row in segments)
        if not attached and not running(home):
            path.unlink()


def reason(home: Path) -> str:
    """The last thing that the server complained of."""
    logs = [home / "start.log", *(home / "log").glob("*")]
    text = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
    return last_line(text.read_text(errors="replace"))


def last_line(text: str) -> str:
    """The last complaint in a log, or its last line."""
    complaints = [line for line in text.splitlines() if "FATAL" in line or "error" in line]
    return (complaints or text.splitlines() or ["it said nothing"])[-1]


def socket(home: Path) -> Path:
    """The folder of the socket: the cluster's, unless that makes too long an address."""
    if len(os.fsencode(home / "socket")) <= SOCKET_LIMIT:
        return home / "socket"
    return Path("/tmp", f"postroom-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}")
