"""Runs of letters: what goes on which evening, in which order, to whom, and what never does."""

import csv
import hashlib
import io

import psycopg
import pytest

from postroom.files.objects import NotFound
from tests.jobs.letters.conftest import database
from tests.tools import make
from tests.tools.letters import pdf, queued, ready

NOON, EVENING = "2026-11-23T12:00:00Z", "2026-11-23T17:50:00Z"


@pytest.fixture
def service(live):
    make.at(live, NOON)
    return make.service(live)


def manifest(spool, day="2026-11-23"):
    try:
        return list(csv.DictReader(io.StringIO(spool.get(f"{day}/manifest.csv").decode())))
    except NotFound:
        return []


def listed(spool, day="2026-11-23"):
    return [row["notification_id"] for row in manifest(spool, day)]


def status(live, id):
    return make.facts(live, id)["status"]


def run(live, day="2026-11-23"):
    return live.execute("select * from postroom.print_runs where day = %s", (day,)).fetchone()


def test_what_is_ready_goes_to_the_spool(live, store, spool, service, prints):
    data = pdf(3)
    id = ready(live, store, service, data, postage="first", letter_reference="R" * 16)

    prints(EVENING)

    name = f"NOTIFY.{'R' * 16}.D.1.C.20261123120000.PDF"
    assert spool.get(f"2026-11-23/first/{name}") == data
    assert manifest(spool) == [
        {
            "file": f"first/{name}",
            "notification_id": str(id),
            "reference": "R" * 16,
            "postage": "first",
            "pages": "3",
            "sheets": "1",
            "bytes": str(len(data)),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    ]
    facts = make.facts(live, id)
    assert (facts["status"], facts["sent_by"]) == ("sending", "spool")
    assert facts["sent_at"] is not None
    assert queued(live) == []
    assert run(live)["letters"] == 1


def test_a_run_begins_twenty_minutes_after_the_cut_off_and_once(
    live, store, spool, service, prints
):
    first = ready(live, store, service)

    prints("2026-11-23T17:49:59Z")
    assert status(live, first) == "created"
    prints(EVENING)
    assert status(live, first) == "sending"
    late = ready(live, store, service)
    prints("2026-11-23T18:00:00Z")
    assert status(live, late) == "created"
    prints("2026-11-24T17:50:00Z")
    assert status(live, late) == "sending"
    assert listed(spool, "2026-11-24") == [str(late)]


@pytest.mark.parametrize(
    ("made", "day"),
    [
        # The clocks go forward on 28 March 2027 and back on 31 October.
        ("2027-03-27T17:29:59Z", "2027-03-27"),
        ("2027-03-27T17:30:00Z", "2027-03-28"),
        ("2027-03-28T16:29:59Z", "2027-03-28"),
        ("2027-03-28T16:30:00Z", "2027-03-29"),
        ("2027-10-30T16:29:59Z", "2027-10-30"),
        ("2027-10-30T16:30:00Z", "2027-10-31"),
        ("2027-10-31T17:29:59Z", "2027-10-31"),
    ],
)
def test_the_cut_off_is_local_time(live, store, spool, prints, made, day):
    make.at(live, made)
    id = ready(live, store, make.service(live))
    evenings = {
        "2027-03-27": "17:50", "2027-03-28": "16:50", "2027-03-29": "16:50",
        "2027-10-30": "16:50", "2027-10-31": "17:50",
    }  # fmt: skip

    for evening, time in evenings.items():
        if evening >= made[:10]:
            prints(f"{evening}T{time[:2]}:{int(time[3:]) - 1}:59Z")
            assert (status(live, id) == "sending") is (evening > day)
            prints(f"{evening}T{time}:00Z")
            assert (status(live, id) == "sending") is (evening >= day)

    assert listed(spool, day) == [str(id)]


def test_letters_go_by_postage_then_by_time(live, store, service, prints, tmp_path):
    asked = [
        "rest-of-world", "second", "first", "economy", "europe", "second", "first",
    ]  # fmt: skip
    made = {}
    for minute, postage in enumerate(asked):
        make.at(live, f"2026-11-23T12:{minute:02}:00Z")
        made[ready(live, store, service, postage=postage)] = postage

    prints(EVENING, PRINTER_CONNECTIONS="1")

    sent = sorted(made, key=lambda id: make.facts(live, id)["sent_at"])
    assert [made[id] for id in sent] == [
        "first", "first", "second", "second", "economy", "europe", "rest-of-world",
    ]  # fmt: skip
    assert sent[0] < sent[1] and sent[2] < sent[3]


@pytest.mark.parametrize("left_out", ["test key", "no file", "cancelled", "after the cut-off"])
def test_what_is_not_printed(live, store, spool, service, prints, left_out):
    match left_out:
        case "test key":
            id = ready(live, store, service, key_type="test")
        case "no file":
            id = make.letter(live, service)
        case "cancelled":
            id = ready(live, store, service)
            make.call(live, "api.cancel_notification", service_id=service.id, notification_id=id)
        case "after the cut-off":
            make.at(live, "2026-11-23T17:30:00Z")
            id = ready(live, store, service)

    prints(EVENING)

    assert listed(spool) == []
    assert status(live, id) == {"test key": "delivered", "cancelled": "cancelled"}.get(
        left_out, "created"
    )


def cancel(live, service, id):
    make.call(live, "api.cancel_notification", service_id=service.id, notification_id=id)


def test_a_letter_that_is_cancelled_as_its_run_begins_is_not_printed(
    live, store, spool, service, prints
):
    id = ready(live, store, service)
    make.at(live, EVENING)
    make.call(live, "jobs.begin_printing")
    # The request for it came before the cut-off.
    make.at(live, "2026-11-23T17:29:59Z")
    cancel(live, service, id)

    prints(EVENING)

    assert status(live, id) == "cancelled"
    assert listed(spool) == queued(live) == []


def test_a_letter_that_a_printer_may_have_cannot_be_cancelled(live, store, service):
    id = ready(live, store, service)
    make.at(live, EVENING)
    make.call(live, "jobs.begin_printing")
    leased = make.call(live, "jobs.lease_prints", size=9, length="1 minute")
    assert make.call(live, "jobs.claim_prints", leased=leased)["id"] == id
    make.at(live, "2026-11-23T17:29:59Z")

    with pytest.raises(psycopg.Error, match="too late"):
        cancel(live, service, id)
    live.execute("update postroom.delivery_queue set leased_until = null")
    assert make.call(live, "jobs.cancel_messages", ids=[id]) == 0


def test_a_claim_waits_for_whoever_is_cancelling(live, store, service):
    id = ready(live, store, service)
    make.at(live, EVENING)
    make.call(live, "jobs.begin_printing")
    leased = make.call(live, "jobs.lease_prints", size=9, length="1 minute")
    with psycopg.connect(database()) as canceller:
        make.at(canceller, "2026-11-23T17:29:59Z")
        cancel(canceller, service, id)
        live.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            make.call(live, "jobs.claim_prints", leased=leased)
        live.execute("reset lock_timeout")

    assert make.call(live, "jobs.claim_prints", leased=leased) is None
    assert queued(live) == []


def test_a_letter_without_its_file_fails_at_once(live, store, spool, service, prints):
    id, other = ready(live, store, service), ready(live, store, service)
    store.delete(make.contents(live, id)["pdf_key"])

    prints(EVENING)

    assert status(live, id) == "technical-failure"
    assert listed(spool) == [str(other)]


def test_a_name_that_another_file_has_is_not_overwritten(live, store, spool, service, prints):
    id = ready(live, store, service)
    name = make.contents(live, id)["pdf_key"].rpartition("/")[2]
    spool.put(f"2026-11-23/second/{name}", b"another")

    prints(EVENING)

    assert status(live, id) == "technical-failure"
    assert spool.get(f"2026-11-23/second/{name}") == b"another"
    assert listed(spool) == []


def test_a_letter_that_is_handed_over_again_is_there_once(live, store, spool, service, prints):
    id = ready(live, store, service)
    prints(EVENING)
    live.execute("update postroom.notifications set status = 'created' where id = %s", (id,))
    live.execute(
        "insert into postroom.delivery_queue (notification_id, service_id, lane, due_at)"
        " values (%s, %s, 'print', '2026-11-23T17:30Z')",
        (id, service.id),
    )

    prints(EVENING)

    assert status(live, id) == "sending"
    assert listed(spool) == [str(id)]


def test_nothing_is_lost_of_a_list_that_two_write(spool, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    from postroom.files.objects import ObjectStore

    def add(number):
        mine = ObjectStore(str(tmp_path / "spool"))
        mine.change("2026-11-23/manifest.csv", lambda data: data + f"{number}\n".encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(50)))

    lines = spool.get("2026-11-23/manifest.csv").decode().split()
    assert sorted(map(int, lines)) == list(range(50))


def test_what_is_paused_waits(live, store, spool, service, prints):
    id = ready(live, store, service)
    make.call(live, "ops.pause", target="print", reason="out of paper")

    prints(EVENING)
    assert status(live, id) == "created"
    make.call(live, "ops.resume", target="print")
    prints(EVENING)
    assert status(live, id) == "sending"


def test_letters_wait_when_no_printer_is_active(live, store, service, prints):
    id = ready(live, store, service)
    make.call(
        live, "ops.set_provider", notification_type="letter", identifier="spool", active=False
    )
    try:
        prints(EVENING)
        assert status(live, id) == "created"
        assert queued(live)[0]["attempts"] == 0
    finally:
        make.call(
            live, "ops.set_provider", notification_type="letter", identifier="spool", active=True
        )
    prints(EVENING)
    assert status(live, id) == "sending"


def test_the_printer_is_told_how_many_there_are(live, store, service, prints):
    for postage in ("first", "second", "second", "europe"):
        ready(live, store, service, postage=postage)

    prints(EVENING, DVLA_EMAIL_ADDRESSES='["print@example.com", "boss@example.com"]')
    prints(EVENING, DVLA_EMAIL_ADDRESSES='["print@example.com"]')

    told = live.execute(
        "select c.recipient, c.personalisation as said from postroom.notification_contents as c"
        " where c.recipient like any('{print@%,boss@%}') order by c.recipient"
    ).fetchall()
    assert [row["recipient"] for row in told] == ["boss@example.com", "print@example.com"]
    assert told[0]["said"] == {
        "date": "23 November 2026",
        "total_volume": "4", "total_sheets": "4",
        "first_class_volume": "1", "first_class_sheets": "1",
        "second_class_volume": "2", "second_class_sheets": "2",
        "economy_mail_volume": "0", "economy_mail_sheets": "0",
        "international_volume": "1", "international_sheets": "1",
    }  # fmt: skip


def test_an_operator_says_what_was_despatched(live, store, service, prints):
    first = ready(live, store, service, postage="first")
    second = ready(live, store, service)
    prints(EVENING)

    assert make.call(live, "ops.mark_despatched", day="2026-11-23", postage="first") == 1
    assert status(live, second) == "sending"
    assert (
        make.call(
            live, "ops.mark_despatched", day="2026-11-23", despatched_on="2026-11-25",
            cost_threshold="sorted",
        )
        == 1
    )  # fmt: skip
    assert make.call(live, "ops.mark_despatched", day="2026-11-23") == 0

    ends = [
        (facts["status"], str(facts["despatched_on"]), facts["cost_threshold"])
        for facts in (make.facts(live, first), make.facts(live, second))
    ]
    assert ends == [
        ("delivered", "2026-11-23", "unsorted"),
        ("delivered", "2026-11-25", "sorted"),
    ]
    (shown,) = live.execute("select * from ops.print_runs()").fetchall()
    assert (shown["letters"], shown["despatched"], shown["provider"]) == (2, 2, "spool")
    with pytest.raises(psycopg.Error, match="no letters went to print"):
        make.call(live, "ops.mark_despatched", day="2026-11-22")
