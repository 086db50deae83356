import pytest

from tests.tools import make


def cancel(db, service, id):
    make.call(db, "api.cancel_notification", service_id=service.id, notification_id=id)


def counted(db, service):
    return db.execute(
        "select coalesce(sum(count), 0)::int as n from postroom.daily_counts"
        " where service_id = %s and kind = 'letter'",
        (service.id,),
    ).fetchone()["n"]


def test_a_letter_is_cancelled_and_not_counted(admin, committed, service):
    path = f"/service/{service.id}/notifications"
    id = make.letter(committed, service)
    make.letter(committed, service)
    assert counted(committed, service) == 2

    answer = admin(f"POST {path}/{id}/cancel")

    assert answer.status == 200
    assert answer.body["status"] == "cancelled" and answer.body["billable_units"] == 0
    assert answer.body["updated_at"] > answer.body["created_at"]
    assert counted(committed, service) == 1
    again = admin(f"POST {path}/{id}/cancel")
    assert (again.status, again.message) == (400, "This letter has already been cancelled.")
    assert counted(committed, service) == 1


def test_only_letters_can_be_cancelled(admin, committed, service):
    id = make.send(committed, service)

    answer = admin(f"POST /service/{service.id}/notifications/{id}/cancel")

    message = "Notification cannot be cancelled - only letters can be cancelled"
    assert (answer.status, answer.message) == (400, message)


@pytest.mark.parametrize(
    ("created_at", "now", "started"),
    [
        ("2026-02-10T17:29Z", "2026-02-10T17:29:59Z", None),
        ("2026-02-10T17:29Z", "2026-02-10T17:30Z", "today"),
        ("2026-02-10T17:30Z", "2026-02-10T23:00Z", None),
        ("2026-02-10T17:30Z", "2026-02-11T17:29Z", None),
        ("2026-02-10T17:30Z", "2026-02-11T17:30Z", "today"),
        ("2026-02-10T17:29Z", "2026-02-11T09:00Z", "on 10 February"),
        ("2026-02-10T17:30Z", "2026-02-12T00:00Z", "on 11 February"),
        # Summer time: 17:30 in London is 16:30 UTC.
        ("2026-07-05T16:29Z", "2026-07-05T16:30Z", "today"),
        ("2026-07-05T16:30Z", "2026-07-06T16:29Z", None),
        ("2026-07-05T16:30Z", "2026-07-08T16:29Z", "on 6 July"),
        # The night in which the clocks go forward.
        ("2026-03-28T17:30Z", "2026-03-29T16:29Z", None),
        ("2026-03-28T17:30Z", "2026-03-29T16:30Z", "today"),
    ],
)
def test_until_its_printing_starts(db, created_at, now, started):
    service = make.service(db)
    make.at(db, created_at)
    id = make.letter(db, service)
    make.at(db, now)

    if started is None:
        cancel(db, service, id)
        assert make.facts(db, id)["status"] == "cancelled"
        return
    with pytest.raises(Exception, match=f"Printing started {started} at 5.30pm") as caught:
        cancel(db, service, id)
    assert caught.value.sqlstate == "NT400"


def test_what_is_with_the_printer_cannot_be_cancelled(db):
    service = make.service(db)
    make.at(db, "2026-02-10T10:00Z")
    id = make.letter(db, service)
    db.execute("update postroom.notifications set status = 'sending' where id = %s", (id,))

    with pytest.raises(Exception, match="We could not cancel this letter") as caught:
        cancel(db, service, id)

    assert str(caught.value).startswith(
        "We could not cancel this letter. Letter status: sending,"
        " created_at: 2026-02-10 10:00:00.000000"
    )


def test_a_cancelled_letter_is_not_made(db):
    service = make.service(db)
    id = make.letter(db, service)

    cancel(db, service, id)

    assert db.execute("select * from jobs.claim_letters(10)").fetchall() == []
    assert db.execute("select * from postroom.delivery_queue").fetchall() == []
    assert make.facts(db, id)["status"] == "cancelled"
