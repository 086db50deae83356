"""The PDFs of letters are kept exactly as long as their contents."""

from datetime import date, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        yield db


def partitions(db, first, last):
    """Partitions for a stretch of the past."""
    for n in range((last - first).days + 1):
        for tree in ("notifications", "notification_contents"):
            make.partition(db, tree, first + timedelta(days=n))


def letter(live, service, **fields):
    """A letter with its PDF made."""
    id = make.letter(live, service, **fields)
    live.execute(
        "update postroom.notification_contents set pdf_key = 'letters-pdf/' || id where id = %s",
        (id,),
    )
    live.execute("delete from postroom.delivery_queue")
    return id


def finish(live, *ids):
    live.execute(
        "update postroom.notifications set status = 'delivered' where id = any(%s)", (list(ids),)
    )


def discarded(live):
    rows = live.execute(
        "select key from postroom.object_removals where remove_at <= postroom.now()"
    ).fetchall()
    return {row["key"].removeprefix("letters-pdf/") for row in rows}


def test_the_pdfs_of_letters_go_with_their_contents(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    old = [letter(live, service), letter(live, service, key_type="test")]
    in_flight = letter(live, service)
    make.at(live, "2026-03-02T12:00:00Z")
    younger = letter(live, service)
    finish(live, *old, younger)

    make.at(live, "2026-03-09T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert discarded(live) == {str(id) for id in old}
    entry = live.execute("select details from ops.maintenance_log limit 1").fetchone()
    assert entry["details"]["files"] == 2
    assert make.contents(live, in_flight)["pdf_key"]

    finish(live, in_flight)
    make.at(live, "2026-03-11T12:00:00Z")
    live.execute("call ops.run_retention()")
    assert discarded(live) == {str(id) for id in [*old, in_flight, younger]}


def test_a_letter_in_flight_is_kept_however_old_it_is(live):
    partitions(live, date(2025, 12, 1), date(2025, 12, 10))
    partitions(live, date(2026, 5, 1), date(2026, 5, 3))
    make.at(live, "2025-12-01T12:00:00Z")
    id = letter(live, make.service(live))
    for tree in ("notifications", "notification_contents"):
        live.execute(f"update postroom.{tree} set kept_until = '2026-05-01' where id = %s", (id,))

    make.at(live, "2026-05-02T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert str(make.contents(live, id)["kept_until"]) == "2026-05-03"
    assert discarded(live) == set()


def test_pdfs_on_hold_stay_until_the_release(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    ids = [letter(live, service), letter(live, service, key_type="test")]
    in_flight = letter(live, service)
    finish(live, *ids)
    make.call(live, "ops.hold", service_id=service.id, reason="Case 12")

    make.at(live, "2026-03-09T12:00:00Z")
    live.execute("call ops.run_retention()")
    assert discarded(live) == set()
    held = live.execute("select id from postroom.held_contents").fetchall()
    assert {row["id"] for row in held} == set(ids)

    assert make.call(live, "ops.release", service_id=service.id) == 2
    assert discarded(live) == {str(id) for id in ids}
    assert make.contents(live, in_flight)


def test_files_of_a_day_that_is_not_over_are_not_discarded(live):
    with pytest.raises(psycopg.errors.RaiseException, match="not over yet"):
        live.execute("select ops.discard_files(ops.today())")


def test_what_is_erased_takes_its_file_along(live):
    service = make.service(live)
    id = letter(live, service, normalised_recipient="447900900123")
    make.call(live, "ops.erase_recipient", recipient="07900 900123")
    assert discarded(live) == {str(id)}
