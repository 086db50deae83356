"""Who changed what: kept for every table that people configure, and for ever."""

import psycopg
import pytest

from tests.tools import make

# Tables without an audit of their own, and why.
MADE_BY_MACHINES = {
    # Messages, what became of them, and what waits.
    "notifications", "notification_contents", "held_contents", "open_letters", "delivery_queue",
    "queue_generations", "validities",
    "early_receipts", "daily_counts", "token_buckets", "idempotency_keys", "callback_queue",
    "abandoned_callbacks",
    "returned_letters", "object_removals", "documents", "inbound_messages",
    "held_inbound_messages", "complaints", "early_complaints", "sandbox_messages",
    # What recipients ask for, and reports that are files.
    "unsubscribe_requests", "reports",
    # Counted from messages.
    "billing_facts", "despatch_facts", "status_facts", "processing_times", "billing_months",
    "billing_days", "status_months", "status_days",
    # What Postroom notes about itself.
    "provider_calls", "provider_breakers", "provider_faults", "maintenance_log", "alerts",
    "horizon_marks", "job_failures", "print_runs", "prints",
    # Credentials that the worker changes by itself, encrypted.
    "provider_credentials",
    # Codes of a few minutes; what the admin app tells, which says itself who it was.
    "verify_codes", "events",
    # Kept by triggers of tables that are audited.
    "versions", "provider_versions", "template_email_file_versions",
    # Uploads have triggers of their own, for their beginning and their end.
    "jobs",
    "audit_log",
}  # fmt: skip
ROLES = ("postroom_api", "postroom_worker", "postroom_dba", "postroom_readonly")


@pytest.fixture
def owner(db):
    return make.service(db)


def audit(db, **wanted):
    return [
        (row["action"], row["kind"], row["columns"], row["old_values"], row["new_values"])
        for row in entries(db, **wanted)
    ]


def entries(db, **wanted):
    placed = ", ".join(f"{name} => %({name})s" for name in wanted)
    return db.execute(f"select * from ops.audit({placed})", wanted).fetchall()


def test_every_table_that_people_configure_is_audited(db):
    tables = db.execute(
        "select c.relname as name, exists ("
        "   select from pg_trigger as t where t.tgrelid = c.oid and t.tgname = 'audit'"
        " ) as audited"
        " from pg_class as c where c.relnamespace = 'postroom'::regnamespace"
        " and c.relkind in ('r', 'p') and not c.relispartition"
    ).fetchall()

    assert {t["name"] for t in tables if not t["audited"]} - MADE_BY_MACHINES == set()
    assert {t["name"] for t in tables if t["audited"]} & MADE_BY_MACHINES == set()


def test_a_change_is_told_by_its_columns_and_only_what_is_nobodys_by_value(db, owner):
    db.execute("select set_config('postroom.person', %s, false)", (str(owner.user),))
    db.execute(
        "select api.update_user(%s, %s)",
        (owner.user, '{"name": "Bo", "auth_type": "email_auth", "mobile_number": "07700900111"}'),
    )

    newest = entries(db, of_thing=str(owner.user), most=1)[0]

    assert newest["person_id"] == owner.user
    assert newest["login"] == db.execute("select session_user as login").fetchone()["login"]
    assert newest["columns"] == ["auth_type", "mobile_number", "name"]
    assert newest["old_values"] == {"auth_type": "sms_auth"}
    assert newest["new_values"] == {"auth_type": "email_auth"}


def test_what_begins_and_ends_is_told(db, owner):
    other = make.user(db)
    db.execute("select api.add_service_user(%s, %s, '{send_texts}')", (owner.id, other))
    db.execute("select api.remove_service_user(%s, %s)", (owner.id, other))

    told = [e for e in audit(db, of_thing=str(other)) if e[1] == "service_users"]

    values = {
        "service_id": str(owner.id), "user_id": str(other), "permissions": ["send_texts"],
    }  # fmt: skip
    assert sorted(told) == sorted(
        [("created", "service_users", [], {}, values), ("deleted", "service_users", [], values, {})]
    )


def test_signing_in_is_no_change(db, owner):
    before = len(entries(db, of_thing=str(owner.user)))

    db.execute("select api.finish_password_check(%s, false, null, null)", (owner.user,))
    db.execute("update postroom.services set context_version = 1 where id = %s", (owner.id,))

    assert len(entries(db, of_thing=str(owner.user))) == before
    assert entries(db, of_thing=str(owner.id))[0]["action"] == "created"


def test_no_personal_data_and_no_secret_is_kept(db, owner):
    db.execute(
        "select api.set_guest_list(%s, %s)",
        (
            owner.id,
            '[{"recipient": "07700900999", "normalised_recipient": "447700900999",'
            ' "recipient_type": "mobile"}]',
        ),
    )

    told = str([e[3:] for e in audit(db, of_service=owner.id)])

    assert "07700" not in told and "447700" not in told and "@" not in told
    assert "secret" not in told and "Hello" not in told


def test_who_a_row_names_is_who_did_it(db, owner):
    (key,) = [
        e for e in entries(db, of_service=owner.id) if e["thing"] == str(owner.keys["team"][0])
    ]

    assert (key["action"], key["person_id"]) == ("created", owner.user)
    assert entries(db, by_person=owner.user, of_thing=key["thing"]) == [key]


def test_an_upload_is_told_when_it_begins_and_when_somebody_stops_it(db, owner):
    id = make.job(db, owner, scheduled_for="2100-01-01T00:00Z")
    db.execute("select api.cancel_job(%s, %s)", (owner.id, id))

    assert {e[0] for e in audit(db, of_thing=str(id))} == {"created", "changed"}


def test_a_dba_is_told_by_the_login(db):
    db.execute("select ops.set_provider('sms', 'mmg', true, 70)")

    newest = [e for e in entries(db) if e["kind"] == "provider_details"][0]

    assert newest["new_values"]["priority"] == 70
    assert newest["person_id"] is None


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "change",
    [
        "update postroom.audit_log set action = 'changed'",
        "delete from postroom.audit_log",
        "truncate postroom.audit_log",
        "update postroom.audit_log_default set action = 'changed'",
        "drop table postroom.audit_log",
        "alter table postroom.audit_log disable trigger all",
        "insert into postroom.audit_log (at) values (now())",
    ],
)
def test_no_login_role_changes_what_is_kept(db, role, change):
    db.execute(f"set role {role}")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(change)


@pytest.mark.parametrize(
    "change",
    [
        "update postroom.audit_log set action = 'changed'",
        "delete from postroom.audit_log",
        "truncate postroom.audit_log",
    ],
)
def test_not_even_a_function_of_the_owners_does(db, owner, change):
    db.execute("set role postroom_owner")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(change)


def test_a_month_has_a_partition_made_ahead(db):
    make.at(db, "2031-05-20T12:00:00Z")

    assert db.execute("select ops.make_audit_months(2) as made").fetchone()["made"] == 3
    assert db.execute("select ops.make_audit_months(2) as made").fetchone()["made"] == 0

    owner = make.service(db)
    found = db.execute(
        "select distinct tableoid::regclass::text as place from postroom.audit_log"
        " where service_id = %s",
        (owner.id,),
    ).fetchall()
    assert [f["place"] for f in found] == ["postroom.audit_log_2031_05"]


def test_a_month_that_began_in_the_default_ends_there(db):
    make.at(db, "2031-05-20T12:00:00Z")
    make.service(db)

    assert db.execute("select ops.make_audit_months(1) as made").fetchone()["made"] == 1
