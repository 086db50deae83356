"""python -m tests.tools.pg17: the test suite on PostgreSQL 17 and pg_partman 5, of Debian 13.

A small Debian 13 is put into a folder under var/, the server runs inside it (chroot), the
tests outside; afterwards nothing of it is left.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postroom.launch import environment, packages, supervisor
from tests.run import suite

RELEASE = "trixie"
PACKAGES = ("postgresql-17", "postgresql-17-partman", "postgresql-17-plpgsql-check")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")  # Ubuntu packs it apart


def main(arguments: list[str]) -> int:
    """The exit status of pytest."""
    if os.geteuid() != 0:
        raise SystemExit("Making a Debian in a folder needs root; type: sudo make test-pg17")
    if not shutil.which("debootstrap") or not KEYRING.exists():
        packages.install("debootstrap", "debian-archive-keyring")
    with debian() as root:
        os.environ["POSTGRES_ROOT"] = str(root)
        return suite(arguments)


@contextmanager
def debian() -> Iterator[Path]:
    """A folder with Debian and the server in it, removed in the end."""
    environment.VAR.mkdir(exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix=f"{RELEASE}-", dir=environment.VAR))
    root.chmod(0o755)
    log = root.with_suffix(".log")
    try:
        print(f"Making a Debian {RELEASE} with {' '.join(PACKAGES)}", flush=True)
        command = ["debootstrap", "--variant=minbase", f"--keyring={KEYRING}"]
        command += [f"--include={','.join(PACKAGES)}", RELEASE, str(root), *mirror()]
        with log.open("w") as output:
            done = subprocess.run(command, env=os.environ | proxies(), stdout=output, stderr=output)
        if done.returncode:
            raise SystemExit(f"debootstrap failed: {log.read_text().splitlines()[-1]}")
        yield root
    finally:
        remove(root)
        log.unlink(missing_ok=True)


def mirror() -> list[str]:
    """The mirror that this machine's apt uses for Debian; none: debootstrap knows one."""
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)"]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    fields = [line.split() for line in lines]
    return [words[-1] for words in fields if words[:2] == ["Debian", "Debian"]][:1]


def proxies() -> dict[str, str]:
    """The proxies that apt uses, in the form that debootstrap's wget takes."""
    wanted = ["http_proxy", "Acquire::http::Proxy", "https_proxy", "Acquire::https::Proxy"]
    said = subprocess.run(["apt-config", "shell", *wanted], capture_output=True, text=True).stdout
    return dict(word.split("=", 1) for word in shlex.split(said))


def remove(root: Path) -> None:
    """Delete the folder, after what an interrupted debootstrap may have mounted in it."""
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for point in sorted(mounted, reverse=True):
        if point.startswith(f"{root}/"):
            subprocess.run(["umount", point])
    subprocess.run(["rm", "-rf", "--one-file-system", root])


if __name__ == "__main__":
    supervisor.expect_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
