"""Providers that a description is enough for, as the database knows them."""

import json

import pytest
from psycopg.types.json import Jsonb

from tests.sql.test_claim import claim
from tests.tools import make

ACME = {
    "identifier": "acme",
    "notification_type": "sms",
    "display_name": "Acme",
    "supports_international": True,
    "sends_receipts": True,
}


def register(db, **fields):
    make.call(db, "jobs.register_providers", providers=Jsonb([{**ACME, **fields}]))


def acme(db):
    return db.execute(
        "select * from postroom.provider_details where identifier = 'acme'"
    ).fetchone()


def test_a_new_one_carries_nothing_until_it_is_switched_on(db):
    register(db)

    assert (acme(db)["active"], acme(db)["version"]) == (False, 1)
    make.call(
        db, "ops.set_provider", notification_type="sms", identifier="acme", active=True, priority=30
    )
    assert (acme(db)["active"], acme(db)["priority"]) == (True, 30)


def test_what_is_known_keeps_what_operators_have_set(db):
    register(db)
    make.call(
        db, "ops.set_provider", notification_type="sms", identifier="acme", active=True, priority=30
    )

    register(db, display_name="Acme & Co", supports_international=False)

    found = acme(db)
    assert (found["display_name"], found["supports_international"]) == ("Acme & Co", False)
    assert (found["active"], found["priority"]) == (True, 30)


def test_the_admin_app_sees_it_as_active_only_where_it_is(db):
    register(db)

    listed = db.execute("select * from api.list_providers()").fetchall()

    assert {row["identifier"]: row["active"] for row in listed if row["active"]}.keys() >= {"mmg"}
    assert [row["active"] for row in listed if row["identifier"] == "acme"] == [False]


@pytest.mark.parametrize(("sends_receipts", "status"), [(True, "sending"), (False, "delivered")])
def test_what_it_took_is_delivered_where_no_receipt_will_come(db, sends_receipts, status):
    owner = make.service(db)
    make.service_callback(db, owner, "delivery_status")
    register(db, sends_receipts=sends_receipts)
    id = make.send(db, owner)
    claim(db)

    results = [{"id": str(id), "outcome": "sent", "provider": "acme", "reference": "acme:1"}]
    db.execute("select jobs.record_results(%s)", (json.dumps(results),))

    assert make.facts(db, id)["status"] == status
    assert len(make.queued_callbacks(db)) == (not sends_receipts)


def test_a_receipt_names_its_own_provider(db):
    ids = [make.send(db, make.service(db)) for _ in range(2)]
    for id, reference in zip(ids, ("acme:7", "other:7"), strict=True):
        db.execute(
            "update postroom.notifications set provider_reference = %s where id = %s",
            (reference, id),
        )

    assert not make.receipt(db, "other:7", provider="acme")
    assert make.receipt(db, "acme:7", provider="acme")

    assert [make.facts(db, id)["status"] for id in ids] == ["delivered", "created"]


def test_a_complaint_may_name_our_id(db):
    id = make.send(db, make.service(db), "email")

    assert make.call(db, "api.record_complaint", reference=str(id))
    assert not make.call(db, "api.record_complaint", reference=str(id))


def note(db, **faults):
    make.call(db, "jobs.note_provider_faults", faults=Jsonb(faults))


def test_an_active_one_that_lacks_a_setting_is_told_of_everywhere(db):
    register(db)
    make.call(db, "ops.set_provider", notification_type="sms", identifier="acme", active=True)
    note(db, acme="KEY is not set")

    (state,) = [
        row["state"]
        for row in db.execute("select * from ops.providers()").fetchall()
        if row["identifier"] == "acme"
    ]
    checks = db.execute("select * from ops.check_provider_settings()").fetchall()
    alerts = db.execute(
        "select * from ops.find_provider_alerts() where name = 'provider_not_set_up'"
    ).fetchall()
    assert state == "not set up: KEY is not set"
    assert [row["name"] for row in checks] == ["provider acme"]
    assert [(row["subject"], row["value"]) for row in alerts] == [("acme", 1)]
    assert "KEY is not set" in alerts[0]["text"]
    assert "provider acme" in [
        row["name"] for row in db.execute("select * from ops.check() where not ok").fetchall()
    ]


def test_its_end_is_told_too(db):
    note(db, acme="KEY is not set", other="no")
    note(db, other="no")

    left = db.execute("select identifier from postroom.provider_faults").fetchall()

    assert [row["identifier"] for row in left] == ["other"]


def test_who_is_not_asked_lacks_nothing(db):
    register(db)
    note(db, acme="KEY is not set")

    assert not db.execute(
        "select from ops.check_provider_settings() where name = 'provider acme'"
    ).fetchall()
    assert not db.execute(
        "select from ops.find_provider_alerts() where name = 'provider_not_set_up'"
    ).fetchall()
