"""python -m bench.usage: how long bills and reports of a year take, over HTTP.

Sizes: SERVICES (17000), MESSAGES (5000) of one of them today. Takes some five minutes.
"""

import http.client
import json
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import jwt
import psycopg

from bench.common import connect, figure, median, number, run_file, say, stack

METHOD = """\
method: facts of the last whole financial year and of this month and the one before. Each service
sends text messages and emails on a third of its days, one in ten letters too; one sends every day
from 50 templates, and 5,000 messages today. Each address is asked five times by one client on one
connection, after one time that does not count; the median, until the last byte. Tables are analysed
and in memory."""

FOLDER = Path(__file__).parent
SECRET = "a secret of thirty-two characters and more"
TIMES = 5


def main() -> None:
    services, messages = number("SERVICES", 17_000), number("MESSAGES", 5_000)
    print(METHOD, flush=True)
    keys = json.dumps({"notify-admin": [SECRET]})
    with stack(["api"], INTERNAL_CLIENT_API_KEYS=keys) as running:
        with connect(running) as connection:
            year = build(connection, services, messages)
            busy = connection.execute("select md5('1')::uuid::text").fetchone()
            explain(connection, year)
        of_service = f"/service/{busy}/billing"
        tell(
            running,
            "usage of a service, a year by month",
            f"{of_service}/monthly-usage",
            50,
            year=year,
        )
        tell(
            running,
            "usage of a service, this year",
            f"{of_service}/monthly-usage",
            50,
            year=year + 1,
        )
        tell(
            running,
            "usage of a service, a year in sum",
            f"{of_service}/yearly-usage-summary",
            50,
            year=year,
        )
        ends = {"start_date": f"{year}-04-01", "end_date": f"{year + 1}-03-31"}
        part = {"start_date": f"{year}-04-15", "end_date": f"{year + 1}-03-15"}
        for name, path in REPORTS.items():
            tell(running, f"{name}, {services:,} services, a year", path, 2000, **ends)
        tell(
            running,
            f"bills, {services:,} services, from mid-April to mid-March",
            REPORTS["bills"],
            2000,
            **part,
        )
        tell(running, f"live services, {services:,}", "/service/live-services-data", 2000)
        tell(running, "performance page", "/performance-dashboard", 2000, **ends)


REPORTS = {
    "bills": "/platform-stats/data-for-billing-report",
    "volumes by service": "/platform-stats/volumes-by-service",
    "volumes by day": "/platform-stats/daily-volumes-report",
    "volumes by provider": "/platform-stats/daily-sms-provider-volumes-report",
    "statuses by month": "/service/monthly-data-by-service",
}


def build(connection: psycopg.Connection, services: int, messages: int) -> int:
    """Fill the tables; the first year of the last whole financial year."""
    began = time.monotonic()
    run_file(connection, FOLDER / "usage_rows.sql", services=services, messages=messages)
    today = connection.execute("select postroom.today()").fetchone()
    year = today.year - (1 if today.month >= 4 else 2)
    months = [date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]
    last = today.replace(day=1)
    months += [m for m in (before(last), last) if m not in months]
    for month in months:
        run_file(connection, FOLDER / "usage_facts.sql", services=services, first=month)
    connection.execute("vacuum analyze")
    rows = connection.execute(
        "select array_agg(format('%s %s', count, name) order by name) from ("
        " select 'facts of bills' as name, count(*) from postroom.billing_facts"
        " union all select 'of statuses', count(*) from postroom.status_facts"
        " union all select 'sums by month of bills', count(*) from postroom.billing_months) as c"
    ).fetchone()
    say("rows", f"{', '.join(rows)}, built in {time.monotonic() - began:.0f} s")
    return year


def before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def explain(connection: psycopg.Connection, year: int) -> None:
    """The plan of the sum that all reports are made of, as PostgreSQL ran it."""
    plan = connection.execute(
        "explain (analyze, buffers, costs off, timing off) select * from postroom.billing_months"
        f" where month between '{year}-04-01' and '{year + 1}-03-31' and notifications_sent > 0"
    ).fetchall()
    say("plan", "\n  ".join(plan))


def tell(running: SimpleNamespace, name: str, path: str, target: int, **query: object) -> None:
    """One row of figures: milliseconds, and the size of the answer."""
    address = path + "?" + "&".join(f"{key}={value}" for key, value in query.items())
    server = http.client.HTTPConnection("127.0.0.1", int(running.variables["PORT"]))
    seconds = []
    for _ in range(TIMES + 1):
        token = jwt.encode({"iss": "notify-admin", "iat": int(time.time())}, SECRET, "HS256")
        start = time.perf_counter()
        server.request("GET", address, headers={"Authorization": f"Bearer {token}"})
        response = server.getresponse()
        body = response.read()
        seconds.append(time.perf_counter() - start)
        assert response.status == 200, body
    rows = json.loads(body)
    size = f"{len(rows):,} rows, " if isinstance(rows, list) else ""
    figure(
        name, f"{1000 * median(seconds[1:]):.0f} ms, {size}{len(body) / 1000:,.0f} kB",
        f"under {target} ms" if target < 1000 else f"under {target // 1000} s",
    )  # fmt: skip


if __name__ == "__main__":
    main()
