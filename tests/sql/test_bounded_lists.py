"""What one list or one look may cost: how many messages it reads, how many tables it locks."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.sql.test_list_notifications import page
from tests.tools import make

LOCKS = "select count(*) as locks from pg_locks where pid = pg_backend_pid()"


def test_a_filtered_list_goes_on_where_it_stopped(db):
    service = make.service(db)
    make.at(db, "2026-03-01T10:00Z")
    old = make.send(db, service)
    db.execute("update postroom.notifications set status = 'delivered' where id = %s", (old,))
    make.at(db, "2026-03-02T10:00Z")
    for _ in range(10):
        make.send(db, service)
    query = (
        "select id, reached from api.list_notifications(%s, %s, 'normal',"
        " statuses => '{delivered}', older_than => %s, reach => 4)"
    )

    older_than, pages = None, []
    while rows := db.execute(query, (service.id, make.version(db, service), older_than)).fetchall():
        pages.append([row["id"] for row in rows if row["id"]])
        older_than = rows[-1]["reached"] or rows[-1]["id"]

    assert pages == [[], [], [old]]


@pytest.mark.parametrize("reach", [1, 2, 3, 5, 8, 100])
def test_pages_of_a_bounded_list_leave_nothing_out(db, reach):
    service = make.service(db)
    ids = []
    for n, moment in enumerate(["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-06"] * 3):
        make.at(db, f"{moment}T10:00Z")
        ids.append(make.send(db, service, "email" if n % 3 else "sms"))
    make.at(db, "2026-03-06T11:00Z")
    wanted = sorted(ids[i] for i in range(0, 12, 3))[::-1]
    found, older_than = [], None
    while rows := db.execute(
        "select id, reached from api.list_notifications(%s, %s, 'normal',"
        " template_types => '{sms}', older_than => %s, reach => %s, page_size => 2)",
        (service.id, make.version(db, service), older_than, reach),
    ).fetchall():
        found += [row["id"] for row in rows if row["id"]]
        older_than = rows[-1]["reached"] or rows[-1]["id"]

    assert found == wanted


def test_a_list_without_a_filter_is_not_bounded(db):
    service = make.service(db)
    ids = [make.send(db, service, client_reference="x") for _ in range(5)]

    assert page(db, service, reach=2) == sorted(ids)[::-1]
    assert page(db, service, reach=2, reference="x") == sorted(ids)[::-1]


def test_a_reference_is_found_by_its_index(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        service = make.service(db)
        make.send(db, service, client_reference="mine")
        db.execute(
            "insert into postroom.notifications (id, created_at, day, kept_until, service_id,"
            " template_id, template_version, notification_type, key_type, status,"
            " client_reference) select i.id, postroom.uuid7_time(i.id), ops.today(),"
            " ops.today() + 7, %s, %s, 1, 'sms', 'normal', 'delivered', 'ref ' || n"
            " from (select postroom.uuid7() as id, n from generate_series(1, 20000) as n) as i",
            (service.id, service.templates["sms"]),
        )
        db.execute("analyze postroom.notifications")
        plan = db.execute(
            "explain select n.id from postroom.notifications as n where n.service_id = %s"
            " and n.day between ops.today() - 7 and ops.today()"
            " and n.client_reference = 'nobody' order by n.id desc limit 250",
            (service.id,),
        ).fetchall()

    text = " ".join(row["QUERY PLAN"] for row in plan)
    assert "client_reference_id_idx" in text, text


@pytest.mark.parametrize("function", ["find_slow_sms", "find_letter_alerts"])
def test_alerts_of_every_minute_lock_few_days(db, function):
    today = make.call(db, "ops.today")
    for n in range(20, 60):
        make.partition(db, "notifications", today - timedelta(days=n))
    db.commit()

    before = db.execute(LOCKS).fetchone()["locks"]
    db.execute(f"select * from ops.{function}()")
    after = db.execute(LOCKS).fetchone()["locks"]

    assert after - before < 120


def test_open_letters_are_as_the_letters_are(db):
    service = make.service(db)

    def opened():
        return {row["notification_id"] for row in db.execute("select * from postroom.open_letters")}

    before = opened()
    letter, sms = send_letter(db, service), make.send(db, service)
    assert opened() - before == {letter}
    for status, is_open in (
        ("pending-virus-check", True),
        ("sending", True),
        ("delivered", False),
        ("created", True),
        ("technical-failure", False),
    ):
        db.execute(
            "update postroom.notifications set status = %s where id = any(%s)",
            (status, [letter, sms]),
        )
        assert (letter in opened()) == is_open
    db.execute("update postroom.notifications set status = 'sending' where id = %s", (letter,))
    db.execute("delete from postroom.notifications where id = %s", (letter,))
    assert opened() == before


def send_letter(db, service):
    template = make.template(db, service, "letter", "Hello", subject="For you")
    service.templates["letter"] = template
    return make.send(db, service, "letter", postage="second", letter_reference="R" * 16)
