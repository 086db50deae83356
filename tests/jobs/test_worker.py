"""A worker that cannot work ends and says why; one whose database is away waits for it."""

import asyncio
import signal

import psycopg
import pytest
from psycopg_pool import PoolTimeout
from structlog.testing import capture_logs

from jobs import worker
from postroom.settings import config
from tests.tools import make


def run(monkeypatch, *errors):
    """Works that fail with these errors, the last one stopped by a signal; the log."""
    waiting = list(errors)

    async def work(settings, stop):
        if not waiting:
            signal.raise_signal(signal.SIGTERM)
            await stop.wait()
            return
        raise waiting.pop(0)

    async def no_wait(awaitable, timeout):
        pauses.append(timeout)
        awaitable.close()
        raise TimeoutError

    pauses = []
    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(worker.asyncio, "wait_for", no_wait)
    with capture_logs() as logs:
        try:
            asyncio.run(worker.run(config.load(make.DEVELOPMENT)))
        finally:
            assert [entry["pause"] for entry in logs] == pauses
    return logs


def test_what_fails_at_each_start_ends_with_its_reason(monkeypatch):
    error = ValueError("Fernet key must be 32 url-safe base64-encoded bytes.")

    with pytest.raises(SystemExit, match="failed 5 times as it started: ValueError: Fernet key"):
        run(monkeypatch, *[error] * 9)


def test_pauses_grow(monkeypatch):
    logs = run(monkeypatch, *[ValueError("x")] * 4)

    assert [entry["pause"] for entry in logs] == [2, 4, 8, 16]


def test_a_database_that_is_away_is_waited_for(monkeypatch):
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = psycopg.OperationalError("gone")
    away = [psycopg.OperationalError("gone"), PoolTimeout("x"), wrapped] * 5

    logs = run(monkeypatch, *away)

    assert [entry["pause"] for entry in logs] == [1] * 15


def test_data_of_the_database_are_not_told(monkeypatch):
    with pytest.raises(SystemExit) as raised:
        run(monkeypatch, *[psycopg.DataError("ann@example.com")] * 5)

    assert "ann@" not in str(raised.value) and "DataError" in str(raised.value)
