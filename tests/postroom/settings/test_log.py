"""Every line is JSON, whoever writes it, and none repeats what an error's text quotes."""

import json
import os
import subprocess
import sys

import pytest

MARK = "447700900123"

PROGRAM = """
import asyncio, gc, logging, sys, threading, warnings
import psycopg, structlog
from postroom.settings import log
log.configure("{level}")
mark = "{mark}"
def fail():
    raise ValueError(mark)
{code}
"""

CODES = {
    "uncaught": "fail()",
    "in a thread": "t = threading.Thread(target=fail); t.start(); t.join()",
    "in a chain": """
try:
    fail()
except ValueError as error:
    raise RuntimeError(mark) from error
""",
    "in a group": "raise ExceptionGroup(mark, [ValueError(mark), OSError(2, 'None', mark)])",
    "unraisable": """
class Leaky:
    def __del__(self):
        fail()
x = Leaky()
del x
gc.collect()
""",
    "a task that nobody waits for": """
async def lose():
    async def task():
        fail()
    lost = asyncio.create_task(task())
    await asyncio.sleep(0.01)
    del lost
    gc.collect()
asyncio.run(lose())
""",
    "a library": """
try:
    fail()
except ValueError:
    logging.getLogger("procrastinate.worker").exception("job failed")
    logging.getLogger("psycopg.pool").warning("pool", exc_info=True)
    logging.getLogger("_granian").error("server", exc_info=True)
""",
    "our own": """
try:
    fail()
except ValueError as error:
    structlog.get_logger("api.wire.errors").error("unexpected error", exc_info=error)
""",
    "a library's details": """
logging.getLogger("botocore.endpoint").debug("body %s", mark)
logging.getLogger("jobs.delivery").debug("ours")
""",
}


def run(code, level="DEBUG"):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(code=code, level=level, mark=MARK)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert done.stderr == ""
    assert MARK not in done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_it_is_json_without_what_errors_quote(code):
    lines = run(code)

    assert lines
    assert all({"event", "level", "logger", "timestamp"} <= line.keys() for line in lines)


def test_an_exception_is_told_by_its_kind_and_place():
    (line,) = run(CODES["in a chain"])

    assert (line["event"], line["level"]) == ("uncaught exception", "critical")
    assert "ValueError" in line["exception"]
    assert line["exception"].endswith("RuntimeError")
    assert "in fail" in line["exception"]


def test_warnings_are_lines_too():
    (line,) = run("warnings.warn('old')")

    assert (line["logger"], line["level"]) == ("py.warnings", "warning")


def test_the_level_counts():
    assert run("structlog.get_logger('jobs').info('x')", "WARNING") == []
    assert run("logging.getLogger('aiohttp').info('x')", "WARNING") == []
    assert len(run("structlog.get_logger('jobs').debug('x')")) == 1


DATABASE = """
with psycopg.connect("{url}") as db:
    for statement in (
        "select cast('x{mark}' as int)",
        "create temporary table t (a text primary key)",
        "insert into t values ('{mark}'), ('{mark}')",
    ):
        try:
            with db.transaction():
                db.execute(statement)
        except psycopg.Error as error:
            structlog.get_logger("jobs").error("failed", exc_info=error)
"""


def test_an_error_of_the_database_is_told_without_its_row(dsn):
    first, second = run(DATABASE.format(url=dsn, mark=MARK))

    assert first["exception"].endswith("InvalidTextRepresentation: 22P02")
    assert "23505 duplicate key value violates unique constraint" in second["exception"]
