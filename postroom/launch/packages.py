"""Packages of the distribution that Postroom needs: what is missing is installed, or named."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

# What letters are made with (postroom/letters), and a file of each package: a library, or a font.
LETTERS = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
    "fonts-liberation": "LiberationSans-Regular.ttf",
    "fonts-dejavu-core": "DejaVuSans.ttf",
}
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

# A text by which apt says that something else, such as unattended-upgrades, installs, and the
# seconds for which that is waited for.
LOCKED = re.compile("Could not get lock|Unable to (acquire|lock)")
LOCK_PATIENCE = 120

# Debian's packages make and start a cluster of their own when they are installed. Nobody
# asked for that one, so they are told not to, for as long as the installation takes.
INSTALL = """
settings=/etc/postgresql-common/createcluster.d
mkdir -p $settings
trap 'rm -f $settings/postroom.conf' EXIT
echo 'create_main_cluster = false' >$settings/postroom.conf
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq "$@" </dev/null
"""


def require_for_letters() -> None:
    """Whatever LETTERS names; installed first if need be."""
    if not (missing := missing_for_letters()):
        return
    if not can_be_installed():
        files = " and ".join(LETTERS[name] for name in missing)
        raise SystemExit(f"Letters need Pango and fonts: {files} could not be found.")
    refresh()
    install(*missing)


def missing_for_letters() -> list[str]:
    fonts = {path.name for place in FONTS for path in Path(place).expanduser().rglob("*.ttf")}
    return [name for name, file in LETTERS.items() if file not in fonts and not is_library(file)]


def is_library(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def can_be_installed() -> bool:
    return shutil.which("apt-get") is not None


def refresh() -> None:
    """A bare machine may never have fetched its package lists."""
    if os.geteuid() == 0:
        when_unlocked(["apt-get", "update", "-qq"])


def install(*names: str) -> None:
    """Install packages as root or with sudo; anyone else is told what to type."""
    command = f"apt-get install -y {' '.join(names)}"
    prefix = privilege()
    if prefix is None:
        raise SystemExit(f"Packages are missing; type: sudo {command}")
    print("Installing", *names, flush=True)
    done = when_unlocked([*prefix, "sh", "-ceu", INSTALL, "install", *names])
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"Packages could not be installed; type: {' '.join([*prefix, command])}")


def when_unlocked(command: list[str]) -> subprocess.CompletedProcess:
    """Run a command of apt's, again while another program holds its lock, and say so once."""
    give_up = time.monotonic() + LOCK_PATIENCE
    told = False
    while True:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # The message about the lock is looked for.
            env={**os.environ, "LC_ALL": "C"},
        )
        locked = done.returncode and LOCKED.search(done.stdout)
        if not locked or time.monotonic() > give_up:
            return done
        if not told:
            print(
                "Another program is installing packages (apt is locked); "
                f"waiting for it, {LOCK_PATIENCE} seconds at most.",
                flush=True,
            )
            told = True
        time.sleep(1)


def privilege() -> list[str] | None:
    """What to put before a command that needs root, or None if there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        silent = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
        if silent or sys.stdin.isatty():
            return ["sudo"]
    return None
