"""Finds the newest PostgreSQL that has pg_partman, or installs it from the distribution.

POSTGRES_ROOT names a folder with a whole Debian system inside; the server then comes from
there and runs inside it (chroot), as `make test-pg17` does.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from postroom.launch import packages

OLDEST = 15
# Extensions, and how the distribution's packages call them: postgresql-15-partman.
PARTMAN = "pg_partman"
CHECK = "plpgsql_check"
PACKAGES = {PARTMAN: "partman", CHECK: "plpgsql-check"}


def root() -> Path:
    """The folder that is / for the server."""
    return Path(os.environ.get("POSTGRES_ROOT") or "/")


def require(*extensions: str, major: int | None = None) -> Path:
    """The folder of the server's programs, seen from root(); installed first if need be."""
    if folder := find(*extensions, major=major):
        return folder
    if root() != Path("/") or not packages.can_be_installed():
        names = " and ".join(extensions)
        raise SystemExit(f"Install PostgreSQL {major or f'{OLDEST} or newer'} with {names}.")
    packages.install(*names_of(extensions, major))
    if folder := find(*extensions, major=major):
        return folder
    raise SystemExit(f"PostgreSQL was installed, but lacks {' or '.join(extensions)}.")


def find(*extensions: str, major: int | None = None) -> Path | None:
    """The folder of the newest server that has these extensions."""
    found = [
        (version(folder), folder)
        for folder in candidates()
        if all(has(folder, extension) for extension in extensions)
    ]
    found = [pair for pair in found if pair[0] >= OLDEST and major in (None, pair[0])]
    return max(found)[1] if found else None


def candidates() -> set[Path]:
    """Where a server may be: the distribution's folders, then whatever PATH leads to."""
    folders = {
        Path("/") / folder.relative_to(root())
        for folder in (root() / "usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists()
    }
    config = shutil.which("pg_config")
    if config and root() == Path("/"):
        folder = Path(ask(Path(config), "--bindir"))
        folders |= {folder} if (folder / "initdb").exists() else set()
    return folders


def version(folder: Path) -> int:
    """The major version of the server in this folder."""
    return int(re.findall(r"\d+", ask(folder / "postgres", "--version"))[0])


def has(folder: Path, extension: str) -> bool:
    """Whether the extension's control file lies where this server looks for it."""
    share = ask(folder / "pg_config", "--sharedir").lstrip("/")
    return (root() / share / f"extension/{extension}.control").exists()


def ask(program: Path, option: str) -> str:
    """What a server's program says about itself."""
    inside = ["chroot", str(root())] if root() != Path("/") else []
    return subprocess.check_output([*inside, str(program), option], text=True).strip()


def names_of(extensions: tuple[str, ...], major: int | None) -> list[str]:
    """What to install: the extensions of a server that is there already, else of the newest."""
    suffixes = [PACKAGES[extension] for extension in extensions]
    offered = on_offer(suffixes)
    present = [version(folder) for folder in candidates()]
    wanted = major or max([*(offered & set(present)), 0]) or max([*offered, 0])
    if not offered or wanted not in offered:
        raise SystemExit(
            f"This distribution has no postgresql-{wanted or OLDEST}-{suffixes[0]} package; "
            "add the one of https://apt.postgresql.org, or set DATABASE_URL."
        )
    return [f"postgresql-{wanted}", *(f"postgresql-{wanted}-{suffix}" for suffix in suffixes)]


def on_offer(suffixes: list[str]) -> set[int]:
    """The versions for which the distribution packs all of these extensions."""
    packages.refresh()
    command = ["apt-cache", "pkgnames", "postgresql-"]
    names = subprocess.run(command, capture_output=True, text=True).stdout
    found = [re.findall(rf"^postgresql-(\d+)-{suffix}$", names, re.M) for suffix in suffixes]
    packed = set.intersection(*({int(major) for major in majors} for majors in found))
    return {major for major in packed if major >= OLDEST}
