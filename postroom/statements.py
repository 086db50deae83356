"""The one shape of every database call: a function by its name, arguments by theirs."""

from functools import cache

import psycopg
from psycopg.sql import SQL, Identifier, Placeholder


@cache
def function_call(function: str, names: tuple[str, ...]) -> bytes:
    """select * from schema.function(name => %(name)s, ...)

    As bytes: psycopg would put anything else together again with every call.
    """
    call = SQL("select * from {}({})").format(
        Identifier(*function.split(".")),
        SQL(", ").join(SQL("{} => {}").format(Identifier(n), Placeholder(n)) for n in names),
    )
    return call.as_bytes()


def is_overtaken(error: psycopg.Error) -> bool:
    """Whether a row was on its way to a default partition when its day got one of its own.

    Nothing of the call has happened, and once more it goes to the new one. A check constraint of
    ours has a name; the bounds of a partition have none.
    """
    return error.sqlstate == "23514" and error.diag.constraint_name is None
