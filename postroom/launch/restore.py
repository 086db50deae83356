"""A database from a backup: made out of a dump, and made ready before any worker starts."""

import shutil
import subprocess
from pathlib import Path

import psycopg

from postroom.connections import named
from postroom.launch import environment, migrate, postgres


def from_dump(url: str, dump: Path) -> None:
    """Fill an empty database from `pg_dump --format=custom`: the roles first, then all else."""
    if not dump.is_file():
        raise SystemExit(f"There is no dump at {dump}.")
    environment.check(url)
    with psycopg.connect(named(url, "restore")) as connection:
        [(present,)] = connection.execute("select to_regnamespace('postroom')").fetchall()
        if present:
            raise SystemExit(
                "The database of DATABASE_URL has a Postroom already; make an empty one: createdb …"
            )
    print("Making the roles", flush=True)
    migrate.create_roles(url)
    print("Restoring", dump, flush=True)
    # Schemas and the extension, which making the roles has put there already, are made anew.
    command = [program(), "--clean", "--if-exists", "--exit-on-error", f"--dbname={url}", str(dump)]
    if subprocess.run(command).returncode:
        raise SystemExit("pg_restore failed, as said above; drop the database and begin again.")


def program() -> str:
    """Where pg_restore is."""
    if found := shutil.which("pg_restore"):
        return found
    folder = postgres.find()
    if folder is None:
        raise SystemExit("pg_restore is missing; type: apt-get install -y postgresql-client")
    return str(folder / "pg_restore")


def make_ready(url: str, queue: str) -> None:
    """Migrate a restored database, keep or empty its queue, forget what is due; say what is left.

    Raises SystemExit while a worker is alive, or when something is missing in the end.
    """
    environment.prepare(url)
    with psycopg.connect(named(url, "restored"), autocommit=True) as connection:
        try:
            rows = connection.execute("select * from ops.restored(%s)", [queue]).fetchall()
        except psycopg.errors.ObjectInUse as error:
            raise SystemExit(f"{error.diag.message_primary}: {error.diag.message_hint}") from None
        for what, count in rows:
            print(f"{count:>9}  {what}")
        print("Doing what the nights since the backup would have done", flush=True)
        # The role is that of every night, without the rights of a superuser.
        connection.execute("set role postroom_dba")
        connection.execute("call ops.run_maintenance(again => true)")
        failed = False
        for name, ok, found, remedy in connection.execute("select * from ops.check_restored()"):
            line = f"{'ok' if ok else 'MISSING':>9}  {name}: {found}"
            print(line if ok else f"{line} ({remedy})")
            failed = failed or not ok
    if failed:
        raise SystemExit("Something is missing, as said above.")
