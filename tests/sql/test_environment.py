"""Outside development the sandbox carries live messages only when it is switched on by name."""

import psycopg
import pytest

from tests.sql.test_claim import claim
from tests.tools import make


def enter(db, environment):
    return make.call(db, "api.enter_environment", environment=environment)


def active(db):
    return db.execute(
        "select notification_type, identifiers from ops.active_providers()"
        " order by notification_type"
    ).fetchall()


def of_types(email, sms):
    return [
        {"notification_type": "email", "identifiers": email},
        {"notification_type": "letter", "identifiers": ["spool"]},
        {"notification_type": "sms", "identifiers": sms},
    ]


def faults(db):
    return {
        row["name"]: row["remedy"]
        for row in db.execute("select * from ops.check_providers() where not ok").fetchall()
    }


def alerts(db):
    return {
        row["subject"]
        for row in db.execute("select * from ops.alerts() where name = 'provider_missing'")
    }


def test_development_has_the_sandbox(db):
    assert enter(db, "development") == "development"

    assert active(db) == of_types(["sandbox"], ["sandbox"])
    assert faults(db) == {} and alerts(db) == set()


@pytest.mark.parametrize("first", [None, "development"])
@pytest.mark.parametrize("environment", ["production", "staging", "preview", "test"])
def test_live_messages_wait_for_a_provider(db, first, environment):
    service = make.service(db)
    if first:
        enter(db, first)
    sms, email = make.send(db, service), make.send(db, service, "email")
    tried = make.send(db, service, key_type="test")

    assert enter(db, environment) == environment

    assert active(db) == of_types([], [])
    assert claim(db, "sms") == claim(db, "email") == claim(db, "platform") == []
    assert [row["id"] for row in claim(db, "test")] == [tried]
    assert set(faults(db)) == {"providers of sms", "providers of email"}
    assert alerts(db) == {"sms", "email"}
    told = db.execute("select api.find_start_faults() as fault").fetchall()
    assert sum("live messages wait" in row["fault"] for row in told) == 2

    make.call(db, "ops.set_provider", notification_type="sms", identifier="mmg", active=True)
    (row,) = claim(db, "sms")
    assert (row["id"], row["providers"], row["attempts"]) == (sms, ["mmg"], 1)
    assert claim(db, "email") == []
    assert set(faults(db)) == {"providers of email"} and alerts(db) == {"email"}

    make.call(db, "ops.set_provider", notification_type="email", identifier="sandbox", active=True)
    (row,) = claim(db, "email")
    assert (row["id"], row["providers"], row["attempts"]) == (email, ["sandbox"], 1)
    assert faults(db) == {} and alerts(db) == set()


def test_what_was_switched_on_by_name_stays_so_at_the_next_start(db):
    enter(db, "production")
    make.call(db, "ops.set_provider", notification_type="sms", identifier="sandbox", active=True)

    for environment in ("production", "staging", "production"):
        assert enter(db, environment) == environment

    assert active(db) == of_types([], ["sandbox"])
    found = db.execute("select found from ops.check_providers() where name = 'providers of sms'")
    assert "delivers to nobody" in found.fetchone()["found"]


def test_a_start_does_not_make_a_playground_of_a_production(db):
    enter(db, "production")

    assert enter(db, "development") == "production"
    assert enter(db, "production") == "production"
    assert active(db) == of_types([], [])


def test_a_dba_makes_one_of_a_copy(db):
    enter(db, "production")
    make.call(db, "ops.set_environment", environment="development")

    assert enter(db, "development") == "development"
    assert active(db) == of_types([], [])
    assert alerts(db) == set()


@pytest.mark.parametrize("environment", [None, "", "Production", "live"])
def test_only_environments_that_there_are(db, environment):
    with pytest.raises(psycopg.errors.RaiseException, match="environment must be"):
        make.call(db, "ops.set_environment", environment=environment)


def test_locks_that_are_too_few_are_noticed(db):
    (row,) = db.execute("select * from ops.check_server()").fetchall()

    assert row["ok"] == (int(row["found"]) >= 256)
    assert (row["remedy"] is None) == row["ok"]
