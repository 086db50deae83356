"""python -m bench.receipts: requests a second of POST /notifications/sms/mmg, delivery receipts.

Sizes: SECONDS (10) a run, CLIENTS (8,32).
"""

import base64
import json
import os
from pathlib import Path
from types import SimpleNamespace

from bench.common import connect, make_services, number, run_file, say, stack
from bench.requests import Request, measure, tell, written

GREATEST = 4000  # receipts a second for which there are messages
METHOD = """\
method: as bench.send; each receipt is the first of a message that was handed over a moment ago, of
one service that wants to be told: the status is applied, and a call to the service is queued. No
worker runs, so the calls stay."""

FILL = Path(__file__).with_name("fill.sql")
MESSAGES = "select bench.fill(now() - interval '2 s', interval '1 s', %s, 7, 'sending')"
CALLBACK = """
insert into postroom.service_callbacks (
    service_id, callback_type, url, bearer_token, updated_by_id
)
select s.id, 'delivery_status', 'https://callback.example.com/', 'encrypted', s.created_by_id
from postroom.services as s where s.id = %s
"""
APPLIED = """
select count(*) from postroom.notifications
where sent_by = 'mmg' and status = 'delivered'
"""
QUEUED = "select count(*) from postroom.callback_queue"

# As long as outside development a password has to be.
PASSWORD = 32 * "x"


def main() -> None:
    seconds = number("SECONDS", 10)
    clients = [int(number) for number in os.environ.get("CLIENTS", "8,32").split(",")]
    print(METHOD, flush=True)
    credentials = json.dumps([["mmg", PASSWORD]])
    name = "MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS"
    with stack(["api"], RECEIPT_AUTHENTICATION="on", **{name: credentials}) as running:
        (service,) = make_services(running, 1)
        prepare(running, service, GREATEST * (2 + seconds * len(clients)))
        request, sent = receipts(running), 0
        sent += len(measure(running, 4, 2, request, status=200)[0].times)  # every process warm
        for many in clients:
            run = measure(running, many, seconds, request, status=200)
            sent += len(run[0].times)
            tell(f"receipts, {many} clients", [run], "at least 1,500/s")
        check(running, sent)


def prepare(running: SimpleNamespace, service: dict, messages: int) -> None:
    """Messages on their way, of a service that wants to hear of them."""
    with connect(running) as connection:
        run_file(connection, FILL, first=service["service_id"], services=1)
        connection.execute(CALLBACK, [service["service_id"]])
        connection.execute(MESSAGES, [messages])
        connection.execute("vacuum analyze")


def receipts(running: SimpleNamespace) -> Request:
    """A receipt for one message after the other."""
    with connect(running) as connection:
        ids = iter(connection.execute("select id from postroom.notifications").fetchall())
    proof = f"Basic {base64.b64encode(f'mmg:{PASSWORD}'.encode()).decode()}"
    fields = {"status": "3", "substatus": "0", "deliverytime": "2030-05-01 12:00:00"}

    def next_request() -> bytes:
        body = json.dumps({"CID": str(next(ids)), **fields})
        return written("POST", "/notifications/sms/mmg", proof, body)

    return next_request


def check(running: SimpleNamespace, sent: int) -> None:
    """Each receipt was applied once, and each is to be told."""
    with connect(running) as connection:
        found = [connection.execute(query).fetchone() for query in (APPLIED, QUEUED)]
    if found != [sent, sent]:
        raise SystemExit(f"Of {sent} receipts {found[0]} are applied, {found[1]} to be told.")
    say("check", f"each of {sent:,} receipts was applied, and a call to the service queued")


if __name__ == "__main__":
    main()
