"""python -m bench.read: requests a second of GET /v2/notifications/<id> and of lists of 250.

Sizes: SECONDS (10) a run, RUNS (1) of which medians are shown, CLIENTS (8,32).
"""

import os
from types import SimpleNamespace

from bench.common import connect, make_services, number, stack
from bench.deliver import queue
from bench.requests import gets, measure, tell

MESSAGES = 1400  # as many as where the reference was measured
METHOD = """\
method: as bench.send; 1,400 messages of one service, read one by one in turn and as the first page
of its text messages, 250 of them."""
LIST = "/v2/notifications?template_type=sms"


def main() -> None:
    seconds, runs = number("SECONDS", 10), number("RUNS", 1)
    print(METHOD, flush=True)
    with stack(["api"]) as running:
        (service,) = make_services(running, 1)
        with connect(running) as connection:
            queue(connection, service, MESSAGES)
            connection.execute("vacuum analyze")
        paths = {"GET one": one_by_one(running), "GET list": [LIST]}
        targets = {"GET one": "at least 3,000/s", "GET list": "at least 300/s"}
        for name in paths:
            request = gets(service, paths[name])
            measure(running, 4, 2, request, status=200)  # every process warm
            for clients in map(int, os.environ.get("CLIENTS", "8,32").split(",")):
                measured = [
                    measure(running, clients, seconds, request, status=200) for _ in range(runs)
                ]
                tell(f"{name}, {clients} clients", measured, targets[name])


def one_by_one(running: SimpleNamespace) -> list[str]:
    """The paths of all messages."""
    with connect(running) as connection:
        ids = connection.execute("select id from postroom.notifications order by id").fetchall()
    return [f"/v2/notifications/{id}" for id in ids]


if __name__ == "__main__":
    main()
