import uuid
from types import SimpleNamespace

import pytest

from tests.tools import make


@pytest.fixture
def report(db):
    """report() asks for one of a service of its own: .id, .key, .service, .is_new"""
    service = make.service(db)

    def ask(notification_type="sms", notification_status="all", owner=service, user_id=None):
        row = make.call(
            db, "api.create_report", service_id=owner.id, user_id=user_id or owner.user,
            notification_type=notification_type, notification_status=notification_status,
        )  # fmt: skip
        id = row["report"]["id"]
        key = f"report-requests-download/notifications_report/{id}.csv"
        return SimpleNamespace(id=id, key=key, service=owner, is_new=row["is_new"])

    ask.service = service
    return ask


def status(db, report):
    return db.execute("select status from postroom.reports where id = %s", (report.id,)).fetchone()[
        "status"
    ]


def jobs(db):
    rows = db.execute(
        "select args, lock from procrastinate.procrastinate_jobs where task_name = 'process_report'"
    ).fetchall()
    return {row["args"]["report_id"]: row["lock"] for row in rows}


def removal(db, key):
    row = db.execute(
        "select remove_at - postroom.now() as wait from postroom.object_removals where key = %s",
        (key,),
    ).fetchone()
    return row and row["wait"].total_seconds()


def start(db, report):
    return make.call(db, "jobs.start_report", report_id=report.id)


def finish(db, report, stored=True):
    make.call(db, "jobs.finish_report", report_id=report.id, stored=stored)


def pages(db, report, size=2):
    last, found = None, []
    while row := make.call(
        db, "jobs.find_report_notifications", report_id=report.id, size=size, older_than=last
    ):
        found.append(row["ids"])
        last = row["ids"][-1]
    return found


def test_the_same_person_waits_for_one_report(db, report):
    make.at(db, "2026-03-01T10:00Z")
    first = report()
    make.at(db, "2026-03-01T10:29:59Z")
    again, failed, email = report(), report(notification_status="failed"), report("email")
    colleague = report(user_id=make.user(db))

    assert first.is_new and not again.is_new and again.id == first.id
    assert failed.is_new and email.is_new and colleague.is_new
    assert jobs(db).keys() == {r.id for r in (first, failed, email, colleague)}
    make.at(db, "2026-03-01T10:30Z")
    assert report().is_new


def test_the_half_hour_begins_anew_when_the_report_does(db, report):
    make.at(db, "2026-03-01T10:00Z")
    first = report()
    make.at(db, "2026-03-01T10:20Z")
    start(db, first)
    make.at(db, "2026-03-01T10:45Z")

    assert report().id == first.id
    finish(db, first)
    assert report().is_new


def test_four_are_made_at_a_time(db, report):
    for _ in range(40):
        report(user_id=make.user(db))

    assert set(jobs(db).values()) == {f"report:{n}" for n in range(4)}


@pytest.mark.parametrize("missing", ["service", "person"])
def test_nobody_and_nowhere(db, report, missing):
    with pytest.raises(Exception, match="No result found") as caught:
        if missing == "person":
            report(user_id=uuid.uuid4())
        else:
            report(owner=SimpleNamespace(id=uuid.uuid4(), user=report.service.user))

    assert caught.value.sqlstate == "NT404"


def test_from_pending_to_stored(db, report):
    asked = report()
    assert status(db, asked) == "pending"

    assert start(db, asked) == asked.key
    assert status(db, asked) == "in progress"
    make.call(db, "api.announce_objects", keys=[asked.key])
    finish(db, asked)

    assert status(db, asked) == "stored"
    assert removal(db, asked.key) is None
    # A worker that was given up for dead comes too late, and changes nothing.
    assert start(db, asked) is None
    finish(db, asked, stored=False)
    assert status(db, asked) == "stored" and removal(db, asked.key) is None


def test_a_report_whose_worker_died_begins_again(db, report):
    asked = report()

    assert start(db, asked) == start(db, asked) == asked.key


def test_what_is_left_of_a_failed_report_goes(db, report):
    asked = report()
    start(db, asked)
    make.call(db, "api.announce_objects", keys=[asked.key])

    finish(db, asked, stored=False)

    assert status(db, asked) == "failed" and removal(db, asked.key) == 0


def test_pages_of_one_type_and_status(db, report):
    service = report.service
    sent = {}
    for name in (
        "created", "delivered", "sent", "temporary-failure", "permanent-failure", "cancelled",
    ):  # fmt: skip
        sent[name] = make.send(db, service)
        db.execute(
            "update postroom.notifications set status = %s where id = %s", (name, sent[name])
        )
    make.send(db, service, "email")
    make.send(db, service, key_type="test")

    def found(notification_status):
        asked = report(notification_status=notification_status)
        start(db, asked)
        return [id for page in pages(db, asked) for id in page]

    assert found("all") == sorted(sent.values(), reverse=True)
    assert found("sending") == [sent["created"]]
    assert set(found("delivered")) == {sent["delivered"], sent["sent"]}
    assert set(found("failed")) == {sent["temporary-failure"], sent["permanent-failure"]}


def test_pages_end_when_the_report_is_deleted(db, report):
    for _ in range(3):
        make.send(db, report.service)
    asked = report()
    start(db, asked)
    assert [len(page) for page in pages(db, asked)] == [2, 1]

    make.call(db, "ops.expire_reports", older_than="0")

    assert pages(db, asked) == []


def test_reports_expire_after_a_day(db, report):
    make.at(db, "2026-03-01T10:00Z")
    stored, pending = report(), report("email")
    start(db, stored)
    finish(db, stored)
    make.at(db, "2026-03-02T09:59:59Z")
    young = report("letter")
    assert make.call(db, "ops.expire_reports") == 0
    make.at(db, "2026-03-02T10:00Z")

    assert make.call(db, "ops.expire_reports") == 2
    assert make.call(db, "ops.expire_reports") == 0

    assert [status(db, r) for r in (stored, pending, young)] == ["deleted", "deleted", "pending"]
    assert removal(db, stored.key) == 0
    assert start(db, pending) is None


def test_the_file_of_a_report_deleted_while_it_was_made_goes(db, report):
    asked = report()
    start(db, asked)
    make.call(db, "ops.expire_reports", older_than="0")
    make.call(db, "jobs.forget_objects", keys=[asked.key])

    finish(db, asked)

    assert status(db, asked) == "deleted" and removal(db, asked.key) == 0


def test_who_is_erased_is_in_no_report(db, report):
    other = make.service(db)
    asked, others = report(), report(owner=other)

    db.execute("select * from ops.erase_recipient('07700900001', %s)", (report.service.id,))

    assert (status(db, asked), status(db, others)) == ("deleted", "pending")
