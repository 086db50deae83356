import uuid

import psycopg
from psycopg.rows import dict_row

from tests.tools import make


def get(db, service, id):
    return make.call(
        db,
        "api.get_notification",
        service_id=service.id,
        context_version=make.version(db, service),
        notification_id=id,
    )


def test_finds_facts_and_contents(db):
    service = make.service(db)
    id = make.send(db, service, client_reference="r")

    row = get(db, service, id)

    assert row["id"] == id
    assert row["recipient"] == "447700900001"
    assert row["personalisation"] == {"name": "Bo"}
    assert float(row["sms_rate"]) > 0


def test_another_service_finds_nothing(db):
    sender, stranger = make.service(db), make.service(db)
    id = make.send(db, sender)

    assert get(db, stranger, id) is None


def test_an_unknown_id_of_any_version_is_not_found(db):
    service = make.service(db)

    assert get(db, service, uuid.uuid4()) is None
    assert get(db, service, uuid.UUID(int=0)) is None
    assert get(db, service, uuid.UUID(int=2**128 - 1)) is None


def test_is_visible_to_the_end_of_its_last_day_and_no_longer(db):
    service = make.service(db)
    make.at(db, "2026-03-27T12:00:00Z")
    id = make.send(db, service)

    # Seven days on, with a change to summer time between: the day ends at 23:00 UTC.
    make.at(db, "2026-04-03T22:59:59Z")
    assert get(db, service, id)
    make.at(db, "2026-04-03T23:00:00Z")
    assert get(db, service, id) is None


def test_touches_one_partition_of_each_tree(db):
    service = make.service(db)
    id = make.send(db, service)
    facts = make.facts(db, id)
    db.execute("set local enable_seqscan = off")

    for query, arguments in (
        (
            "select kept_until from postroom.notifications"
            " where id = %(id)s and day = postroom.uuid7_day(%(id)s) and service_id = %(service)s",
            {"id": id, "service": service.id},
        ),
        (
            "select * from postroom.notification_contents"
            " where id = any(array[%(id)s]::uuid[]) and kept_until = any(array[%(day)s]::date[])",
            {"id": id, "day": facts["kept_until"]},
        ),
    ):
        plan = "\n".join(
            line["QUERY PLAN"] for line in db.execute(f"explain {query}", arguments).fetchall()
        )
        assert plan.count("Index Scan") == 1, plan
        assert plan.count(" Scan ") == 1, plan


def test_holds_locks_on_one_partition_of_each_tree(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row) as db:
        service = make.service(db)
        id = make.send(db, service)
        db.commit()

        get(db, service, id)

        locked = db.execute(
            "select c.relname from pg_locks as l"
            " inner join pg_inherits as i on i.inhrelid = l.relation"
            " inner join pg_class as c on c.oid = l.relation"
            " where l.pid = pg_backend_pid() and c.relkind = 'r'"
        ).fetchall()
    assert len(locked) == 2, locked
