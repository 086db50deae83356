"""The one shape of every database call: a function by its name, arguments by theirs."""

from functools import cache

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
