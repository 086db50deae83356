"""Pages of notifications: what is on them, in what order, and how far they look."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from api.internal.messages import lists as notification_lists
from tests.tools import make

NOW = datetime.now(UTC)


@pytest.fixture
def find(app, service):
    """find(size=50, …) → the ids of a page, as the application finds them."""

    def page(owner=service, size=50, **query):
        with app.app_context():
            return notification_lists.find(owner.id, size=size, **query)["ids"]

    return page


def at(db, days_ago, hour=12):
    moment = (NOW - timedelta(days=days_ago)).replace(hour=hour, minute=0)
    make.at(db, min(moment, NOW).isoformat())


def test_newest_first_over_days(app, committed, service):
    ids, last_days = [], set()
    for days_ago in (5, 2, 1):
        at(committed, days_ago)
        ids.append(make.send(committed, service))
        last_days.add(make.facts(committed, ids[-1])["kept_until"])

    with app.app_context():
        found = notification_lists.find(service.id, size=50)

    assert found["ids"] == ids[::-1]
    assert set(found["days"]) == {make.facts(committed, id)["day"] for id in ids}
    assert set(found["last_days"]) == last_days


@pytest.mark.parametrize("size", [1, 3, 7, 8, 100])
def test_pages_hold_everything_once_whatever_their_size(committed, service, find, size):
    ids = []
    for days_ago in (6, 6, 6, 5, 3, 3, 0):
        at(committed, days_ago)
        ids.append(make.send(committed, service))
    expected = sorted(ids, reverse=True)

    by_number, by_last, last = [], [], None
    for skipped in range(0, 8, size):
        by_number += find(skipped=skipped, size=size)
    while rows := find(older_than=last, size=size):
        by_last += rows
        last = rows[-1]

    assert by_number == by_last == expected


def test_250_messages_over_days_in_pages_of_50(committed, service, find):
    ids = set()
    for days_ago in range(1, 7):
        at(committed, days_ago)
        ids |= {make.send(committed, service) for _ in range(45)}

    pages = [find(skipped=50 * n) for n in range(7)]

    assert [len(rows) for rows in pages] == [50, 50, 50, 50, 50, 20, 0]
    found = [id for rows in pages for id in rows]
    assert found == sorted(ids, reverse=True)


def test_only_the_services_own_without_tests_unless_asked_for(committed, service, find):
    stranger = make.service(committed)
    normal, team, test = (
        make.send(committed, service, key_type=kind) for kind in ("normal", "team", "test")
    )

    assert set(find(without_tests=True)) == {normal, team}
    assert set(find()) == {normal, team, test}
    assert find(older_than=make.send(committed, stranger)) == []
    assert find(older_than=uuid.uuid4()) == []


def test_filters(committed, service, find):
    sms, email = make.send(committed, service), make.send(committed, service, "email")
    by_hand = make.send(committed, service, created_by_id=service.user)
    of_job = make.send(committed, service)
    committed.execute(
        "update postroom.notifications set job_id = %s where id = %s", (uuid.uuid4(), of_job)
    )
    everything = {sms, email, by_hand, of_job}

    assert set(find()) == everything
    assert find(template_types=["email"]) == [email]
    assert find(statuses=["delivered"]) == []
    assert set(find(statuses=["created", "sent"])) == everything
    assert set(find(without_jobs=True)) == everything - {of_job}
    assert set(find(without_one_off=True)) == everything - {by_hand}
    assert find(without_jobs=True, template_types=["sms"], statuses=["created"]) == [by_hand, sms]


def test_days_are_limited_by_those_asked_for_and_by_retention(committed, service, find):
    sent = {}
    for days_ago in (9, 7, 6, 0):
        at(committed, days_ago)
        sent[days_ago] = make.send(committed, service)

    assert find() == find(limit_days=7) == [sent[0], sent[6], sent[7]]
    assert find(limit_days=6) == [sent[0], sent[6]]
    assert find(limit_days=5) == find(limit_days=0) == [sent[0]]
    assert find(limit_days=-1) == []


def test_a_list_goes_on_after_what_is_not_kept_any_more(committed, service, find):
    make.call(
        committed, "ops.set_retention", service_id=service.id, notification_type="email", days=90
    )
    at(committed, 8, hour=11)
    email = make.send(committed, service, "email")
    at(committed, 8)
    sms = make.send(committed, service)

    assert find() == [email]
    assert find(older_than=sms) == [email]


def test_a_recipient_or_a_reference_is_found_by_a_part(committed, service, find):
    ann = make.send(committed, service, normalised_recipient="447700900123")
    bo = make.send(
        committed, service, "email", normalised_recipient="bo%@example.com",
        client_reference="Case 77009",
    )  # fmt: skip

    def search(part, **query):
        return find(recipient_part=part, reference_part=part, **query)

    assert search("7700900123") == [ann]
    assert set(search("77009")) == {ann, bo}
    assert search("case 7") == search("bo%@") == search("%") == [bo]
    assert search("nobody") == []
    assert search("77009", template_types=["sms"]) == [ann]
    assert search("") == sorted([ann, bo], reverse=True)


def test_a_search_is_bounded(committed, service, find, monkeypatch):
    at(committed, 2)
    sought = make.send(committed, service, normalised_recipient="447700900999")
    at(committed, 1)
    for _ in range(5):
        make.send(committed, service)

    def search(reach):
        monkeypatch.setattr(notification_lists, "REACH", reach)
        return find(recipient_part="900999", reference_part="900999")

    assert search(100) == [sought]
    assert search(6) == [sought]
    assert search(5) == []


def test_describe_says_all_of_it(app, committed, service):
    id = make.send(
        committed, service, created_by_id=service.user, personalisation='{"name": "\\u0000"}'
    )
    with app.app_context():
        found = notification_lists.find(service.id, size=1)

    row = make.call(committed, "api.describe_notifications", service_id=service.id, **found)

    assert row["id"] == id
    assert row["personalisation"] == {"name": "\0"}
    assert row["created_by_name"] == "Ann" and row["key_name"].startswith("normal ")
    assert row["template"]["content"] == "Hello ((name))"


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("notifications/csv", 10_000),
        (f"job/{uuid.UUID(int=1)}/notifications", 5000),
    ],
)
def test_no_page_that_the_admin_app_asks_for_is_cut_short(admin, service, path, size):
    answer = admin(f"GET /service/{service.id}/{path}?page_size={size}&template_type=sms")

    assert (answer.status, answer.body["page_size"]) == (200, size)
