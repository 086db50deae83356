import re
import uuid
from datetime import date, timedelta

import pytest

from tests.tools import make


def find(db, service, **query):
    return make.call(db, "api.find_notifications", service_id=service.id, **query)


def page(db, service, **query):
    return find(db, service, **query)["ids"]


def test_newest_first_over_days(db):
    service = make.service(db)
    ids = []
    for moment in ("2026-03-01T10:00Z", "2026-03-02T10:00Z", "2026-03-05T10:00Z"):
        make.at(db, moment)
        ids.append(make.send(db, service))

    found = find(db, service)

    assert found["ids"] == ids[::-1]
    assert set(found["days"]) == {date(2026, 3, day) for day in (1, 2, 5)}
    assert set(found["last_days"]) == {date(2026, 3, day) for day in (8, 9, 12)}


@pytest.mark.parametrize("size", [1, 3, 7, 8, 100])
def test_pages_hold_everything_once_whatever_their_size(db, size):
    service = make.service(db)
    ids = []
    for day in (1, 1, 1, 2, 4, 4, 5):
        make.at(db, f"2026-03-0{day}T10:00Z")
        ids.append(make.send(db, service))
    expected = sorted(ids, reverse=True)

    by_number, by_last, last = [], [], None
    for skipped in range(0, 8, size):
        by_number += page(db, service, skipped=skipped, size=size)
    while rows := page(db, service, older_than=last, size=size):
        by_last += rows
        last = rows[-1]

    assert by_number == by_last == expected


def test_250_messages_over_days_in_pages_of_50(db):
    service = make.service(db)
    ids = set()
    for day in range(1, 7):
        make.at(db, f"2026-03-0{day}T23:59Z")
        ids |= {make.send(db, service) for _ in range(45)}

    pages = [page(db, service, skipped=50 * n, size=50) for n in range(7)]

    assert [len(rows) for rows in pages] == [50, 50, 50, 50, 50, 20, 0]
    found = [id for rows in pages for id in rows]
    assert found == sorted(ids, reverse=True)


def test_only_the_services_own_without_tests_unless_asked_for(db):
    service, stranger = make.service(db), make.service(db)
    normal, team, test = (
        make.send(db, service, key_type=kind) for kind in ("normal", "team", "test")
    )
    make.send(db, stranger)

    assert set(page(db, service)) == {normal, team}
    assert set(page(db, service, include_tests=True)) == {normal, team, test}
    assert page(db, service, older_than=make.send(db, stranger)) is None


def test_filters(db):
    service = make.service(db)
    sms, email = make.send(db, service), make.send(db, service, "email")
    by_hand = make.send(db, service, created_by_id=service.user)
    of_job = make.send(db, service)
    db.execute(
        "update postroom.notifications set job_id = %s where id = %s", (uuid.uuid4(), of_job)
    )
    everything = {sms, email, by_hand, of_job}

    assert set(page(db, service)) == everything
    assert page(db, service, template_types=["email"]) == [email]
    assert page(db, service, statuses=["delivered"]) == []
    assert set(page(db, service, statuses=["created", "sent"])) == everything
    assert set(page(db, service, include_jobs=False)) == everything - {of_job}
    assert set(page(db, service, include_one_off=False)) == everything - {by_hand}


def test_days_are_limited_by_those_asked_for_and_by_retention(db):
    service = make.service(db)
    sent = {}
    for moment in ("2026-06-01T22:59Z", "2026-06-01T23:00Z", "2026-06-09T10:00Z"):
        make.at(db, moment)
        sent[moment] = make.send(db, service)
    before, after, now = sent.values()

    # 1 June is over; 2 June, which began in London at 23:00 UTC, is kept until the end of 9 June.
    assert page(db, service) == [now, after]
    assert page(db, service, limit_days=7) == [now, after]
    assert page(db, service, limit_days=6) == page(db, service, limit_days=0) == [now]
    assert page(db, service, limit_days=-1) == []
    make.at(db, "2026-06-08T10:00Z")
    assert page(db, service) == [after, before]


def test_a_recipient_or_a_reference_is_found_by_a_part(db):
    service = make.service(db)
    ann = make.send(db, service, normalised_recipient="447700900123")
    bo = make.send(
        db, service, "email", normalised_recipient="bo%@example.com", client_reference="Case 77009"
    )

    def search(part, **query):
        return page(db, service, recipient_part=part, reference_part=part, **query)

    assert search("7700900123") == [ann]
    assert set(search("77009")) == {ann, bo}
    assert search("case 7") == search("bo%@") == search("%") == [bo]
    assert search("nobody") == []
    assert search("77009", template_types=["sms"]) == [ann]
    assert search("") == sorted([ann, bo], reverse=True)


def partitions_read(db, act):
    """The partitions that the queries inside of functions read while act() runs."""
    db.execute("load 'auto_explain'")
    for name, value in (
        ("log_min_duration", "0"), ("log_nested_statements", "on"), ("log_format", "json"),
        ("log_level", "notice"),
    ):  # fmt: skip
        db.execute(f"set local auto_explain.{name} = '{value}'")
    plans = []
    db.add_notice_handler(lambda notice: plans.append(notice.message_primary))
    act()
    db.execute("set local auto_explain.log_min_duration = -1")
    return set(re.findall(r'"Relation Name": "(\w+_p\d\w+|\w+_default)"', "".join(plans)))


def test_a_search_reads_the_partitions_of_its_days_alone(db):
    last = date(2026, 3, 9)
    for n in range(90):
        make.partition(db, "notifications", last - timedelta(days=n))
        make.partition(db, "notification_contents", last + timedelta(days=n))
    service = make.service(db)
    make.at(db, "2026-03-09T10:00Z")
    id = make.send(db, service)
    found = []

    read = partitions_read(
        db,
        lambda: found.extend(
            page(db, service, limit_days=1, recipient_part="447", reference_part="447")
        ),
    )

    assert found == [id]
    assert {name for name in read if name.startswith("notifications_")} == {
        "notifications_p2026_03_09", "notifications_p2026_03_08",
    }  # fmt: skip


def test_describe_says_all_of_it(db):
    service = make.service(db)
    id = make.send(db, service, created_by_id=service.user, personalisation='{"name": "\\u0000"}')
    found = find(db, service)

    row = make.call(db, "api.describe_notifications", service_id=service.id, **found)

    assert row["id"] == id
    assert row["personalisation"] == {"name": "\0"}
    assert row["created_by_name"] == "Ann" and row["key_name"].startswith("normal ")
    assert row["template"]["content"] == "Hello ((name))"
