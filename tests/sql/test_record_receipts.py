import uuid

import pytest

from tests.tools import make
from tests.tools.make import receipt


def set_status(db, id, status):
    db.execute("update postroom.notifications set status = %s where id = %s", (status, id))


@pytest.mark.parametrize("before", ["created", "sending", "pending", "sent"])
def test_moves_an_open_message_forward(db, before):
    id = make.send(db, make.service(db))
    set_status(db, id, before)

    assert receipt(db, id)
    assert make.facts(db, id)["status"] == "delivered"
    assert make.facts(db, id)["sent_by"] == "mmg"


@pytest.mark.parametrize(
    "before", ["delivered", "temporary-failure", "permanent-failure", "technical-failure"]
)
def test_the_first_final_status_wins(db, before):
    id = make.send(db, make.service(db))
    set_status(db, id, before)

    assert not receipt(db, id, "permanent-failure" if before == "delivered" else "delivered")
    assert make.facts(db, id)["status"] == before


def test_a_country_whose_receipts_mean_nothing_stays_sent(db):
    id = make.send(
        db,
        make.service(db),
        international=True,
        phone_prefix="1",
        rate_multiplier=1,
        expects_receipt=False,
    )
    set_status(db, id, "sent")

    assert not receipt(db, id)
    assert make.facts(db, id)["status"] == "sent"


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (None, "temporary-failure"),
        ("777", "temporary-failure"),
        ("101", "permanent-failure"),
        ("401", "permanent-failure"),
    ],
)
def test_firetexts_refusal_after_pending_may_pass(db, code, after):
    id = make.send(db, make.service(db))
    receipt(db, id, "pending", "firetext")

    receipt(db, id, "permanent-failure", "firetext", code=code)

    assert make.facts(db, id)["status"] == after


@pytest.mark.parametrize("reference", [uuid.uuid4(), "", "not an id", "'; --"])
def test_an_unknown_reference_changes_nothing(db, reference):
    assert not receipt(db, reference)


def test_emails_are_found_by_the_providers_reference(db):
    service = make.service(db)
    id = make.send(db, service, "email")
    db.execute(
        "update postroom.notifications set status = 'sending', provider_reference = 'ses-1'"
        " where id = %s",
        (id,),
    )

    assert receipt(db, "ses-1", provider="ses")
    assert make.facts(db, id)["status"] == "delivered"


def test_a_providers_reference_is_looked_for_in_a_few_days_only(db):
    receipt(db, "ses-1", provider="ses")

    (locked,) = db.execute(
        "select count(*) from pg_locks as l inner join pg_inherits as i on i.inhrelid = l.relation"
        " where l.pid = pg_backend_pid() and i.inhparent = 'postroom.notifications'::regclass"
    ).fetchall()
    assert locked["count"] <= 7  # six days and the default


def test_several_in_one_call_are_told_in_their_order(db):
    service = make.service(db)
    one, other = (make.send(db, service) for _ in range(2))
    about = {"provider": "mmg", "status": "delivered"}

    changed = make.receipts(
        db,
        {**about, "reference": other},
        {**about, "reference": "nobody"},
        {**about, "reference": one, "status": "pending"},
        {**about, "reference": one, "status": "permanent-failure"},
        {**about, "reference": one},
    )

    assert [row and row["status"] for row in changed] == [
        "delivered", None, "pending", "permanent-failure", None,
    ]  # fmt: skip
    assert make.facts(db, one)["status"] == "permanent-failure"
    assert make.facts(db, other)["status"] == "delivered"
