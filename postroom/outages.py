"""Faults of the database that pass: it is away, starts, is full, read-only or has no time."""

import psycopg

READ_ONLY = "25006"
# Classes and codes of SQLSTATE: no connection, no resources, ended by an operator, overtaken by
# others, out of time, waited too long for a lock, an error of the disk.
PASSING = ("08", "53", "57P", "40", READ_ONLY, "57014", "55P03", "58030")


def passes(error: BaseException | None) -> bool:
    """Whether it is nobody's fault here, and the same may well succeed a little later."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:  # the connection broke, or there was none
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(PASSING)


def said(error: psycopg.Error) -> str:
    """What the server complained of, in one line."""
    text = error.diag.message_primary or str(error)
    lines = [line for line in text.splitlines() if line and not line.startswith("\t")]  # hints
    return lines[-1].removeprefix("connection failed: ")
