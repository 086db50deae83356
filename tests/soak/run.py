"""python -m tests.soak.run: a day in the life, at any size (MESSAGES=5000, SERVICES=50).

Teams send through the API, one by one, in batches and in bulk, with keys that repeat, and by upload
while providers fail, hang, answer late or without end and report twice or out of order; the worker
is killed twice and PostgreSQL restarted once. In the end
every accepted message has to be in the one state that its plan (plans.py) says, and facts, billing
and callbacks have to agree. Duplicates are what providers took more than once.
"""

import asyncio
import itertools
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from aiohttp import web

from postroom.launch import cluster, supervisor
from tests.soak import checks, fixtures
from tests.soak.providers import Providers
from tests.soak.receivers import Receivers
from tests.soak.senders import Senders
from tests.tools.stack import connect, stack

# Of all messages so large a part comes by upload, in so many files.
UPLOADED, UPLOADS = 0.4, 10
SETTINGS = {
    "INTERNAL_CLIENT_API_KEYS": json.dumps({fixtures.CLIENT: [fixtures.SECRET]}),
    "MMG_API_KEY": "key",
    "FIRETEXT_API_KEY": "key",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "key",
    "AWS_EC2_METADATA_DISABLED": "true",
    # Less than a provider that hangs takes.
    "PROVIDER_TIMEOUT_SECONDS": "2",
    "DELIVERY_LEASE_SECONDS": "8",
    "NOTIFY_LOG_LEVEL": "CRITICAL",
}
LATER = "select set_config('postroom.now', (now() + interval '73 hours')::text, false)"


@dataclass(frozen=True, slots=True)
class Report:
    """How a day ended; seconds in all."""

    accepted: int
    final: int
    lost: int
    duplicates: int
    worker_megabytes: int  # at its peak, since it was killed last
    seconds: float

    def __str__(self) -> str:
        return (
            f"soak: accepted {self.accepted}, final {self.final}, lost {self.lost},"
            f" duplicates {self.duplicates}, worker {self.worker_megabytes} MB,"
            f" seconds {self.seconds:.0f}"
        )


def main() -> None:
    supervisor.expect_signals()
    print(soak(int(os.environ.get("MESSAGES") or 5000), int(os.environ.get("SERVICES") or 50)))


def soak(messages: int, services: int) -> Report:
    """A day of so many messages. Raises AssertionError for whatever did not end well."""
    return asyncio.run(Day(messages, services).live())


class Day:
    """One day, from an empty database to its facts."""

    def __init__(self, messages: int, services: int) -> None:
        self.uploaded = int(messages * UPLOADED)
        self.messages = messages
        self.service_count = services
        self.providers, self.receivers = Providers(), Receivers()
        self.patience = 60 + messages / 50  # seconds that any part of the day may take

    async def live(self) -> Report:
        began = time.monotonic()
        runner = web.AppRunner(self.world(), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        places = {"MMG_URL": f"{url}/mmg", "FIRETEXT_URL": f"{url}/firetext", "SES_URL": url}
        try:
            with stack(**SETTINGS, **places) as self.running:
                await self.providers.open(self.running.base_url)
                await self.work(url)
                await self.settle()
                await self.night()
                rows = checks.messages(self.db())
                assert checks.stored_twice(rows) == []
                assert self.senders.replayed
                megabytes = checks.most_megabytes(self.running.parts["worker"].pid)
        finally:
            await self.providers.close()
            await runner.cleanup()
        return self.report(rows, megabytes, time.monotonic() - began)

    def world(self) -> web.Application:
        """All that is not Postroom: providers and the services' own addresses."""
        app = web.Application(client_max_size=2**24)
        app.add_routes([*self.providers.routes(), *self.receivers.routes()])
        return app

    def db(self) -> psycopg.Connection:
        return connect(self.running)

    async def work(self, url: str) -> None:
        """Everybody sends, and everything that can go wrong does."""
        self.services = await asyncio.to_thread(
            fixtures.prepare, self.running, self.service_count, url
        )
        self.senders = Senders(self.running.base_url, self.services)
        by_api = self.messages - self.uploaded
        await asyncio.gather(
            self.senders.send(itertools.count(self.uploaded), by_api),
            self.upload(),
            self.trouble(by_api),
        )

    async def upload(self) -> None:
        size = self.uploaded // UPLOADS
        for n in range(UPLOADS):
            last = self.uploaded if n == UPLOADS - 1 else (n + 1) * size
            service = self.services[n % len(self.services)]
            await asyncio.to_thread(fixtures.upload, self.running, service, range(n * size, last))

    async def trouble(self, by_api: int) -> None:
        """At every fifth of what is sent through the API something else."""
        events = (self.kill_worker, self.lose_provider, self.restart_database, self.kill_worker)
        for n, event in enumerate(events, 1):
            await self.until(lambda n=n: len(self.senders.accepted) >= by_api * n / 5)
            await event()

    async def kill_worker(self) -> None:
        self.running.parts["worker"].kill()
        self.running.parts["worker"].wait()
        supervisor.revive(self.running.parts, self.running.variables)

    async def lose_provider(self) -> None:
        self.providers.down.add("mmg")
        await asyncio.sleep(3)
        self.providers.down.clear()

    async def restart_database(self) -> None:
        await asyncio.to_thread(cluster.stop, self.running.directory)
        await asyncio.to_thread(cluster.ensure, self.running.directory, False)

    async def settle(self) -> None:
        """Until every receipt has done its work; what waits for a retry does not wait longer."""

        def settled() -> bool:
            with self.db() as db:
                db.execute("select ops.retry_now()")
                rows = checks.messages(db)
            return len(rows) >= self.messages and not checks.unfinished(rows)

        await self.until(settled)
        await self.providers.reported()

    async def night(self) -> None:
        """Three days later time is out for what was never heard of; then today's facts."""
        with self.db() as db:
            db.execute(LATER)
            db.execute("call ops.time_out_notifications()")
            db.execute("select set_config('postroom.now', '', false)")
            # Back from the future, with what is due there.
            db.execute("update postroom.callback_queue set due_at = now() where due_at > now()")
            rows = checks.messages(db)
        assert not checks.wrong(rows)

        def told() -> bool:
            with self.db() as db:
                db.execute("select ops.retry_now()")
            return not checks.untold(rows, self.services, self.receivers.told)

        await self.until(told)
        with self.db() as db:
            for day in ("postroom.today() - 1", "postroom.today()"):
                db.execute(f"select ops.build_status_facts({day}), ops.build_billing_facts({day})")
            checks.check_facts(db, rows)

    async def until(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + self.patience
        while not await asyncio.to_thread(condition):
            assert time.monotonic() < give_up, await asyncio.to_thread(self.state)
            await asyncio.sleep(0.2)

    def state(self) -> str:
        """What there is to know when a day does not come to its end."""
        with self.db() as db:
            rows, queue = checks.messages(db), db.execute("select * from ops.queue()").fetchall()
            odd = [row for row in rows if checks.wrong([row]) and row["status"] != "sending"]
            facts = db.execute(checks.DETAILS, [[row["id"] for row in odd]]).fetchall()
        return (
            f"{len(self.senders.accepted)} accepted, {self.uploaded} uploaded, {len(rows)} stored,"
            f" (right, now): {dict(checks.wrong(rows))}, queue {queue},"
            f" in detail: {[(self.providers.taken[f['number']], f) for f in facts]},"
            f" untold {checks.untold(rows, self.services, self.receivers.told)}"
        )

    def report(self, rows: list[dict], megabytes: int, seconds: float) -> Report:
        accepted = {*range(self.uploaded), *self.senders.accepted}
        final = {row["number"] for row in rows if not checks.wrong([row])} & accepted
        duplicates = sum(count - 1 for count in self.providers.taken.values())
        lost = len(accepted - final)
        return Report(len(accepted), len(final), lost, duplicates, megabytes, seconds)


if __name__ == "__main__":
    main()
