"""python -m bench.upload: an upload's rows stored and queued a second, and what it takes.

Sizes: ROWS (20000) of the file, DELAY_MS (0) after which the provider answers.
"""

import tempfile
import time
import uuid
from pathlib import Path
from types import SimpleNamespace

from psycopg.rows import dict_row

from bench.common import CPU, connect, figure, make_services, number, say, send_through, stack
from bench.deliver import wait_until_empty
from bench.provider import provider
from postroom.csv_upload import file_key
from postroom.files.objects import ObjectStore
from postroom.settings import config

METHOD = """\
method: a CSV file of text messages lies in the object store, a folder; one worker, which waits,
stores its rows and delivers them at the same time, to a server on this machine in its own process.
Stored counts from the upload's creation to the commit of its last row; the peak of memory is the
worker's own (VmHWM)."""

CREATE = """
select api.create_job(
    service_id => %(service)s, job_id => %(job)s, template_id => %(template)s,
    original_file_name => 'bench.csv', file_key => %(key)s, notification_count => %(rows)s
)
"""
FIGURES = """
select
    j.status, j.rows_stored,
    extract(epoch from j.processing_finished_at - j.created_at)::float as seconds,
    (
        select jsonb_object_agg(s.status, s.count)
        from jsonb_to_recordset(api.job_statistics(j)) as s (status text, count int)
    ) as statistics
from postroom.jobs as j where j.id = %s
"""


def main() -> None:
    rows, delay = number("ROWS", 20_000), number("DELAY_MS", 0)
    print(METHOD, flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        provider(delay / 1000) as there,
        stack(
            ["api", "worker"], MMG_URL=there.url, MMG_API_KEY="bench", OBJECT_STORE_URL=folder
        ) as running,
    ):
        (service,) = make_services(running, 1)
        send_through(running, "mmg")
        upload(running, service, 10)  # everything warm
        say("worker before", f"{peak_memory(running):.0f} MB at its peak")
        cpu = CPU(running)
        began = time.monotonic()
        found = upload(running, service, rows)
        expect_all(found, rows)
        peak = peak_memory(running)
        figure(
            f"upload of {rows:,} rows, stored and queued",
            f"{found['seconds']:.1f} s ({rows / found['seconds']:,.0f}/s), worker {peak:.0f} MB"
            f" at its peak; delivered in {time.monotonic() - began:.1f} s",
            "100,000 under 20 s, worker under 300 MB",
        )
        spent = cpu.milliseconds_per(rows)
        say(
            "CPU per row, delivered",
            f"worker {spent['worker']:.2f} ms, PostgreSQL {spent['postgres']:.2f} ms",
        )


def upload(running: SimpleNamespace, service: dict, rows: int) -> dict:
    """Send a file with so many rows and wait until everything is delivered."""
    job = begin(running, service, rows)
    seconds = wait_until_stored(running, job)
    with connect(running) as connection:
        wait_until_empty(connection)
    return state(running, job) | {"seconds": seconds}


def begin(running: SimpleNamespace, service: dict, rows: int) -> uuid.UUID:
    """Put a file with so many rows into the object store and ask for it to be sent."""
    job = uuid.uuid4()
    lines = (f"0790{n % 10**7:07},Person {n}" for n in range(rows))
    data = "\n".join(["phone number,name", *lines]).encode()
    key = file_key(service["service_id"], job)
    ObjectStore(config.load(running.variables).object_store_url).put(key, data)
    names = {"service": service["service_id"], "template": service["templates"]["sms"]}
    with connect(running) as connection:
        connection.execute(CREATE, {**names, "job": job, "key": key, "rows": rows})
    return job


def wait_until_stored(running: SimpleNamespace, job: uuid.UUID) -> float:
    """Seconds from the upload's creation until its last row was stored."""
    while (found := state(running, job))["status"] in ("pending", "in progress"):
        time.sleep(0.05)
    return found["seconds"]


def state(running: SimpleNamespace, job: uuid.UUID) -> dict:
    """What has become of an upload so far."""
    with connect(running) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(FIGURES, [job]).fetchone()


def expect_all(found: dict, rows: int) -> None:
    if found["rows_stored"] != rows or found["statistics"] != {"sending": rows}:
        raise SystemExit(f"{found['rows_stored']} of {rows} rows: {found['statistics']}")
    say("check", f"each of {rows:,} rows was stored and handed over once")


def peak_memory(running: SimpleNamespace) -> float:
    """Megabytes that the worker has had at most."""
    status = Path(f"/proc/{running.parts['worker'].pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
