"""python -m postroom: the command line; `make help` has the same commands with less to type."""

import argparse
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from psycopg import conninfo

from postroom.launch import banner, cluster, demo, environment, packages, start, supervisor
from postroom.launch import migrate as migrations
from postroom.launch import restore as restoring
from postroom.launch.migrate import SQL
from postroom.links import secret_keys
from postroom.settings import config, log

LOCK = environment.VAR / "run.lock"
# What the private PostgreSQL says of itself when it has been started.
PRIVATE = {
    "DATABASE_URL": "host=var/postgres",
    "API_DATABASE_URL": "host=var/postgres user=postroom_api",
    "WORKER_DATABASE_URL": "host=var/postgres user=postroom_worker",
}
PSQLRC = SQL / "psqlrc"


def main() -> None:
    """Run the command that the arguments name."""
    if sys.argv[1:2] == ["command"]:
        operator_command(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m postroom", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(function=function)
        if function is psql:
            command.add_argument("--role", default=os.environ.get("ROLE") or "postroom_dba")
        if function is restore:
            command.add_argument("dump", type=Path, help="made by pg_dump --format=custom")
        if function in (restore, restored):
            command.add_argument("--queue", choices=["keep", "empty"], required=True)
        if function is provider_check:
            command.add_argument("--provider", required=True, help="as in ops.set_provider")
            command.add_argument("--to", required=True, help="a number, or address, of your own")
        if function is token:
            command.add_argument("--key", default="live", help="live, team, test, or a whole key")
    namespace, rest = parser.parse_known_args()
    chosen = vars(namespace)
    function = chosen.pop("function")
    if function is psql:
        chosen["arguments"] = rest
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    supervisor.expect_signals()
    if function in (run, migrate, api, worker):
        log.configure()
    with suppress(KeyboardInterrupt):
        function(**chosen)


def operator_command(arguments: list[str]) -> None:
    """an operator's command; `command --help` lists them"""
    from postroom.launch.operator import command

    command(arguments, prog_name="python -m postroom command")


def run() -> None:
    """set everything up and run it all in the foreground"""
    packages.require_for_letters()
    with only_one(), ready() as (variables, settings):
        supervisor.refuse_used_port(variables["HOST"], variables["PORT"])
        environment.prepare(variables["DATABASE_URL"])
        start.check(settings, settings.api_database_url)
        details = demo.main(settings)
        supervisor.run(variables, announce=lambda: print(banner.text(details), flush=True))


@contextmanager
def ready() -> Iterator[tuple[dict[str, str], config.Config]]:
    """The environment and the settings in it, or the end with every fault of them listed."""
    config.load_or_exit(planned())  # before a server is started
    with environment.ready() as variables:
        yield variables, config.load_or_exit(variables)


def planned() -> dict[str, str]:
    """The environment as it will be, without starting anything."""
    variables = environment.given()
    return variables if variables.get("DATABASE_URL") else {**variables, **PRIVATE}


def show_config() -> None:
    """print the settings in force, without secrets"""
    from postroom.launch import settings_page

    settings = config.load_or_exit(planned())
    print(*settings_page.in_force(settings, os.environ), sep="\n")


def generate_key() -> None:
    """print a new key for SECRET_KEYS"""
    print(secret_keys.generate())


def stop() -> None:
    """end what `run` started in this checkout, and its PostgreSQL"""
    try:
        with only_one():
            pass
    except SystemExit:
        os.kill(int(LOCK.read_text()), signal.SIGTERM)
        with LOCK.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
    if environment.CLUSTER.exists():
        cluster.stop(environment.CLUSTER)


def destroy() -> None:
    """stop, and delete the private PostgreSQL with all its data"""
    stop()
    cluster.destroy(environment.CLUSTER)


@contextmanager
def only_one() -> Iterator[None]:
    """Leave with one sentence if this checkout's Postroom runs already."""
    environment.VAR.mkdir(exist_ok=True)
    with LOCK.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Postroom runs in this checkout already (process {LOCK.read_text()}); "
                "`make stop` ends it."
            ) from None
        LOCK.write_text(str(os.getpid()))
        yield


def migrate() -> None:
    """bring the database up to date"""
    with environment.ready() as variables:
        url = variables["DATABASE_URL"]
        done = environment.prepare(url) or ["Nothing to do."]
        print(*done, *migrations.describe(url), sep="\n")


def restore(dump: Path, queue: str) -> None:
    """fill an empty database from a dump, and make it ready (see restored)"""
    with environment.ready() as variables:
        restoring.from_dump(variables["DATABASE_URL"], dump)
        restoring.make_ready(variables["DATABASE_URL"], queue)


def restored(queue: str) -> None:
    """make a database from a backup ready, before any worker starts: keep or empty its queue"""
    with environment.ready() as variables:
        restoring.make_ready(variables["DATABASE_URL"], queue)


def api() -> None:
    """run the API alone"""
    with ready() as (variables, settings):
        start.check(settings, settings.api_database_url)
        supervisor.run(variables, ["api"])


def worker() -> None:
    """run the worker alone"""
    from jobs.worker import main

    with ready() as (variables, settings):
        os.environ.update(variables)
        start.check(settings, settings.worker_database_url)
        main()


def psql(role: str, arguments: list[str]) -> None:
    """open psql as one of Postroom's roles"""
    role = f"postroom_{role.removeprefix('postroom_')}"
    own = not os.environ.get("DATABASE_URL")  # with a login for each role
    person = {"user": role} if own else {"options": f"-c role={role}"}
    program = shutil.which("psql")
    if program is None:
        raise SystemExit("psql is missing; type: apt-get install -y postgresql-client")
    with environment.ready() as variables:
        address = conninfo.make_conninfo(
            variables["DATABASE_URL"], application_name="postroom psql", **person
        )
        options = ["-v", "greeting=yes"] if greeted(role, arguments) else []
        settings = {"PSQLRC": str(PSQLRC), **os.environ}
        client = subprocess.Popen([program, address, *options, *arguments], env=settings)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for psql
        status = client.wait()
    sys.exit(status)


def greeted(role: str, arguments: list[str]) -> bool:
    """Whether somebody sits there who may read what to type."""
    return not arguments and sys.stdin.isatty() and role in ("postroom_dba", "postroom_readonly")


def schedule() -> None:
    """show the periodic tasks and when they run, in UTC"""
    from jobs.schedule import rows

    for cron, task, summary in rows():
        print(f"{cron:16} {task:24} {summary}")


def token(key: str) -> None:
    """print a token that authenticates requests for half a minute"""
    print(banner.token(key))


def provider_check(provider: str, to: str) -> None:
    """send one real message through a provider, and say what came back"""
    from postroom.launch import provider_check

    print(provider_check.check(config.load_or_exit(planned()), provider, to))


def rotate_keys() -> None:
    """encrypt every stored secret under the newest of SECRET_KEYS"""
    with ready() as (_, settings):
        count = secret_keys.rotate_secrets(settings.database_url, settings.secret_keys)
    print(f"{count} secrets are encrypted under the newest key.")


def admin_environment() -> None:
    """print the variables of an admin app for this Postroom"""
    from postroom.launch import admin_app

    settings = config.load_or_exit(planned())
    print(*(f"export {n}={shlex.quote(v)}" for n, v in admin_app.variables(settings)), sep="\n")


COMMANDS = {
    "run": run,
    "stop": stop,
    "destroy": destroy,
    "migrate": migrate,
    "restore": restore,
    "restored": restored,
    "api": api,
    "worker": worker,
    "psql": psql,
    "schedule": schedule,
    "token": token,
    "config": show_config,
    "generate-key": generate_key,
    "provider-check": provider_check,
    "rotate-keys": rotate_keys,
    "admin-env": admin_environment,
    "command": operator_command,
}
