"""The one shape of every database call: a function by its name, arguments by theirs."""

from functools import cache

from psycopg.sql import SQL, Composed, Identifier, Placeholder


@cache
def function_call(function: str, names: tuple[str, ...]) -> Composed:
    """select * from schema.function(name => %(name)s, ...)"""
    return SQL("select * from {}({})").format(
        Identifier(*function.split(".")),
        SQL(", ").join(SQL("{} => {}").format(Identifier(n), Placeholder(n)) for n in names),
    )
