"""What operators may ask of ops, and what is refused with a hint instead of taken in silence."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import ForeignKeyViolation, InvalidParameterValue

from tests.tools import make

NOBODY = "00000000-0000-0000-0000-000000000000"

REFUSED = [
    "select * from ops.set_retention('{service}', 'sms', -5)",
    "select * from ops.set_retention('{service}', 'sms', 0)",
    "select * from ops.set_retention('{service}', 'sms', 91)",
    "select * from ops.set_retention('{service}', 'sms', 365)",
    "select * from ops.set_retention('{service}', 'sms', null)",
    "select * from ops.set_retention('{service}', 'fax', 7)",
    "select * from ops.set_retention('{service}', null, 7)",
    "select * from ops.set_retention('{nobody}', 'sms', 7)",
    "select * from ops.set_retention(null, 'sms', 7)",
    "select ops.hold('{service}', null)",
    "select ops.hold('{service}', '  ')",
    "select ops.hold('{service}', '')",
    "select ops.hold('{nobody}', 'Case 12')",
    "select ops.release('{nobody}')",
    "select ops.release(null)",
    "select ops.retry_now('nolane')",
    "select ops.retry_now('')",
    "select ops.retry_job(-1)",
    "select ops.retry_job(null)",
    "select * from ops.jobs('lazy')",
    "select * from ops.queue_by_service('nolane')",
    "select * from ops.find_recipient('')",
    "select * from ops.find_recipient(null)",
    "select * from ops.find_recipient('07700900123', '{nobody}')",
    "select * from ops.erase_recipient('')",
    "select * from ops.erase_recipient(' - ')",
    "select * from ops.erase_recipient(null)",
    "select * from ops.erase_recipient('07700900123', '{nobody}')",
    "select ops.erase_document('https://example.com/')",
    "select ops.erase_document(null)",
    "select ops.expire_reports('-1 day')",
    "select ops.expire_reports(null)",
    "select ops.expire_reports('0', '{nobody}')",
    "select * from ops.abandoned_callbacks(0)",
    "select * from ops.abandoned_callbacks(-7)",
    "select * from ops.abandoned_callbacks(1000)",
    "select * from ops.forecast('{{-1}}')",
    "select * from ops.forecast('{{null}}')",
    "select ops.set_alert('hunger', 1)",
    "select ops.set_alert(null, 1)",
    "select ops.set_alert('step_failed')",
    "select ops.set_alert('step_failed', -1)",
    "select ops.set_alert('step_failed', 'NaN')",
    "select ops.set_provider('sms', 'mmg', null)",
    "select ops.set_provider('sms', 'mmg', true, 101)",
    "select ops.set_provider('sms', 'mmg', true, -1)",
    "select ops.set_provider('letter', 'mmg', true)",
    "select ops.set_provider('sms', null, true)",
    "select ops.build_status_facts(ops.today() + 1)",
    "select ops.build_billing_facts(ops.today() + 1)",
    "select ops.build_despatch_facts(ops.today() - 401)",
    "select ops.build_processing_time('2001-01-01')",
    "select ops.build_billing_facts(null)",
    "select ops.working_days_ago(0)",
    "select ops.move_contents_day('{nobody}', 'sms', ops.today())",
    "select ops.move_contents_day('{service}', 'fax', ops.today())",
    "select * from ops.time_out_batch(ops.today(), '{nobody}', 0)",
    "call ops.run_retention(0)",
    "call ops.time_out_notifications(-1)",
    "call ops.time_out_notifications(10, 0)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_what_makes_no_sense_is_refused_with_a_hint(db, statement):
    service = make.service(db)
    db.execute("set role postroom_dba")

    with pytest.raises((InvalidParameterValue, ForeignKeyViolation)) as caught:
        db.execute(statement.format(service=service.id, nobody=NOBODY))
    assert caught.value.diag.message_hint


def test_a_day_that_was_detached_keeps_its_count(db):
    service = make.service(db)
    day = make.call(db, "ops.today") - timedelta(days=500)
    db.execute(
        "insert into postroom.status_facts values"
        " (%s, %s, %s, %s, 'sms', 'normal', 'delivered', 5)",
        (day, service.id, service.templates["sms"], NOBODY),
    )

    with pytest.raises(InvalidParameterValue), db.transaction():
        make.call(db, "ops.build_status_facts", day=day)
    assert db.execute("select from postroom.status_facts where day = %s", (day,)).rowcount == 1

    # Whose night never came is attached still, and is counted.
    make.partition(db, "notifications", day)
    make.call(db, "ops.build_status_facts", day=day)
    assert db.execute("select from postroom.status_facts where day = %s", (day,)).rowcount == 0


def test_a_change_of_retention_says_what_moves(db):
    make.at(db, "2026-11-20T12:00:00Z")
    service = make.service(db)
    make.send(db, service)
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, service)
    make.send(db, service, "email")
    make.receive(db, make.inbound_number(db, service))

    answer = make.call(
        db, "ops.set_retention", service_id=service.id, notification_type="sms", days=30
    )

    assert answer["kept"] == "sms for 30 days"
    assert answer["kept_before"] == "for 7 days"
    assert (answer["messages"], answer["forgotten_tonight"]) == (3, 0)
    assert "move_contents" in answer["moved_by"]
    again = make.call(
        db, "ops.set_retention", service_id=service.id, notification_type="letter", days=30
    )
    assert (again["messages"], again["moved_by"]) == (0, "nothing to move")


def test_what_would_be_forgotten_tonight_needs_force(db):
    make.at(db, "2026-11-20T12:00:00Z")
    service = make.service(db)
    make.send(db, service)
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, service)
    shorter = {"service_id": service.id, "notification_type": "sms", "days": 1}

    for force in (False, None):
        with (
            pytest.raises(InvalidParameterValue, match="1 messages .* forgotten tonight"),
            db.transaction(),
        ):
            make.call(db, "ops.set_retention", **shorter, force=force)
    assert db.execute("select from postroom.retention_settings").rowcount == 0

    answer = make.call(db, "ops.set_retention", **shorter, force=True)
    assert (answer["messages"], answer["forgotten_tonight"]) == (2, 1)


def test_without_a_provider_the_operator_is_warned(db):
    notices = []
    db.add_notice_handler(lambda notice: notices.append(notice.message_primary))

    for row in db.execute(
        "select identifier from postroom.provider_details"
        " where notification_type = 'email' and active"
    ).fetchall():
        make.call(db, "ops.set_provider", notification_type="email", active=False, **row)

    assert "no provider is left for email" in notices[-1]


def test_an_unknown_provider_is_told_the_known_ones(db):
    with pytest.raises(psycopg.Error, match="no provider pigeon for sms") as caught:
        make.call(db, "ops.set_provider", notification_type="sms", identifier="pigeon", active=True)
    assert "mmg" in caught.value.diag.message_hint
