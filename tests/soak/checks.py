"""What has to be true in the end."""

import re
from collections import Counter
from pathlib import Path

import psycopg

from tests.soak import plans

MESSAGES = """
select n.id::text, n.status, n.service_id::text, (c.personalisation ->> 'number')::int as number
from postroom.notifications as n
inner join postroom.notification_contents as c
    on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
where n.day >= postroom.today() - 1 and c.kept_until >= postroom.today()
"""
DETAILS = """
select
    n.notification_type, n.sent_by, n.provider_reference, n.created_at::text, n.sent_at::text,
    n.updated_at::text, (c.personalisation ->> 'number')::int as number
from postroom.notifications as n
inner join postroom.notification_contents as c on c.id = n.id
where n.id = any(%s::uuid[]) and n.day >= postroom.today() - 1
"""
FACTS = """
select
    (
        select jsonb_object_agg(s.status, s.count) from (
            select status, sum(notification_count) as count from postroom.status_facts
            group by status
        ) as s
    ) as statuses,
    (select sum(notifications_sent) from postroom.billing_facts) as billed,
    (select sum(billable_units) from postroom.billing_facts) as fragments,
    (
        select sum(billable_units) from postroom.notifications
        where day >= postroom.today() - 1
    ) as sent_fragments
"""


def messages(db: psycopg.Connection) -> list[dict]:
    """Every message that was stored: {"id", "status", "service_id", "number"}."""
    return db.execute(MESSAGES).fetchall()


def most_megabytes(process: int) -> int:
    """The most memory that a process has had."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def unfinished(rows: list[dict]) -> int:
    """How many are not yet where a provider's receipt takes them."""
    return sum(
        row["status"] != plans.plan(row["number"]).final
        for row in rows
        if plans.plan(row["number"]).receipts
    )


def wrong(rows: list[dict]) -> Counter:
    """(what it should be, what it is) of those that did not end well."""
    ends = ((plans.plan(row["number"]).final, row["status"]) for row in rows)
    return Counter((right, status) for right, status in ends if right != status)


def stored_twice(rows: list[dict]) -> list[int]:
    """Numbers of messages that are there more than once."""
    return [number for number, count in Counter(r["number"] for r in rows).items() if count > 1]


def untold(rows: list[dict], services: list[dict], told: Counter) -> int:
    """How many messages' ends their services do not know, but for the one that never answers."""
    dead = {service["service_id"] for service in services if service["place"] == "dead"}
    return sum(row["service_id"] not in dead and not told[row["id"], row["status"]] for row in rows)


def check_facts(db: psycopg.Connection, rows: list[dict]) -> None:
    """Facts and billing say what the messages say."""
    facts = db.execute(FACTS).fetchone()
    assert facts["statuses"] == Counter(row["status"] for row in rows)
    assert facts["billed"] == len(rows)
    assert facts["fragments"] == facts["sent_fragments"]
