"""How commands run: one transaction each, which shows what it changed and may be only a try."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click
import psycopg
from psycopg import conninfo
from psycopg.rows import dict_row

from postroom.launch import environment
from postroom.statements import function_call

Row = dict[str, Any]
Made = TypeVar("Made")

FILE = click.option(
    "-f", "--file_name", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group()
def command() -> None:
    """What an operator does now and then. Each changes all that it says, or nothing."""


def changing(run: Callable[..., tuple[str, Row]]) -> Callable[..., None]:
    """A command that calls the function, with the arguments, which `run` returns."""

    @click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
    @wraps(run)
    def changes(dry_run: bool, **options: Any) -> None:
        function, arguments = run(**options)
        call(function, arguments, dry_run=dry_run)

    return changes


def call(function: str, arguments: Row, dry_run: bool = False) -> list[Row]:
    """The rows of a function, told; what it raises ends the command with one sentence."""
    try:
        with environment.ready() as variables, connect(variables["DATABASE_URL"]) as connection:
            statement = function_call(function, tuple(arguments))
            rows = connection.execute(statement, arguments).fetchall()
            if dry_run:
                connection.rollback()
    except psycopg.Error as error:
        raise click.ClickException(error.diag.message_primary or str(error)) from None
    for row in rows:
        click.echo("\t".join(str(value) for value in row.values()))
    click.echo(f"{len(rows)} {'would change' if dry_run else 'done'}")
    return rows


def connect(url: str) -> psycopg.Connection[Row]:
    """A connection as a DBA: as that login of a cluster of one's own, else in that role."""
    own = environment.is_private()
    person = {"user": "postroom_dba"} if own else {"options": "-c role=postroom_dba"}
    address = conninfo.make_conninfo(url, application_name="postroom command", **person)
    return psycopg.connect(address, row_factory=dict_row)


def read_lines(
    path: Path, parse: Callable[[list[str]], Row], header: bool, delimiter: str = ","
) -> Iterator[Row]:
    """What each line of a CSV file says, with its number; a bad one is named, and ends it all."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        for number, cells in enumerate(csv.reader(file, delimiter=delimiter), 1):
            if (number == 1 and header) or not any(cells):
                continue
            try:
                yield {"line": number, **parse(cells)}
            except (ValueError, IndexError) as error:
                raise click.ClickException(f"line {number}: {error}") from None


def as_id(text: str) -> str:
    return str(UUID(text.strip()))


def as_day(text: str) -> str:
    """A day as people write it, dd/mm/yyyy."""
    return datetime.strptime(text.strip(), "%d/%m/%Y").date().isoformat()


def day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value and value.date()


DAY = click.DateTime(["%Y-%m-%d"])
