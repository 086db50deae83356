"""Each condition on either side of its boundary; then when alerts open, tell and close."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.sql.test_facts import message
from tests.tools import make

# A Wednesday in winter, when UTC is local time.
NOW = datetime(2026, 1, 14, 20, 0, tzinfo=UTC)


@pytest.fixture
def db(db):
    make.at(db, NOW.isoformat())
    db.execute("update postroom.inbound_numbers set active = false")
    # Those there are were made for the days around the real one; test_maintain_partitions.py has
    # the alerts that tell of missing ones.
    db.execute(
        "update postroom.alert_rules set enabled = false"
        " where name in ('partitions_short', 'partitions_missing', 'rows_in_default')"
    )
    # No worker runs in these tests.
    db.execute("insert into procrastinate.procrastinate_workers (last_heartbeat) values (now())")
    return db


@pytest.fixture
def owner(db):
    return make.service(db)


def alerts(db):
    """What holds, subject by name."""
    return {
        row["name"]: row["subject"] for row in db.execute("select * from ops.alerts()").fetchall()
    }


def ago(**span):
    return NOW - timedelta(**span)


def test_nothing_is_wrong_with_a_new_installation(db):
    assert alerts(db) == {}


def log(db, step, as_of, error=None, finished=True):
    db.execute(
        "insert into postroom.maintenance_log (step, started_at, as_of, finished_at, error)"
        " values (%(step)s, %(at)s, %(at)s, case when %(finished)s then %(at)s end, %(error)s)",
        {"step": step, "at": as_of, "error": error, "finished": finished},
    )


def test_a_failed_step(db):
    log(db, "jobs", ago(hours=2), "out of paper")
    assert alerts(db) == {"step_failed": "jobs"}

    log(db, "jobs", ago(hours=1))
    assert alerts(db) == {}


@pytest.mark.parametrize(("step", "hours"), [("partitions", 3), ("jobs", 30), ("status_facts", 30)])
def test_a_late_step(db, step, hours):
    log(db, step, ago(hours=hours))
    assert alerts(db) == {}

    make.at(db, (NOW + timedelta(seconds=1)).isoformat())
    assert alerts(db) == {"step_late": step}


def test_an_overdue_queue(db, owner):
    make.at(db, ago(seconds=300).isoformat())
    make.send(db, owner)
    make.at(db, NOW.isoformat())
    assert alerts(db) == {}

    make.at(db, (NOW + timedelta(seconds=1)).isoformat())
    assert alerts(db) == {"queue_overdue": "sms"}


def test_no_worker(db):
    db.execute(
        "update procrastinate.procrastinate_workers set last_heartbeat = now() - interval '29 s'"
    )
    assert alerts(db) == {}

    db.execute(
        "update procrastinate.procrastinate_workers set last_heartbeat = now() - interval '31 s'"
    )
    assert alerts(db) == {"no_worker": ""}


def test_files_that_are_not_removed(db):
    for seconds, found in ((3600, {}), (3601, {"removals_stuck": ""})):
        db.execute(
            "insert into postroom.object_removals values (%s, %s)",
            (f"file {seconds}", ago(seconds=seconds)),
        )
        assert alerts(db) == found


def test_jobs_that_failed(db):
    for hours, found in ((25, {}), (23, {"jobs_failed": "deliver"})):
        db.execute(
            "with job as (insert into procrastinate.procrastinate_jobs"
            " (queue_name, task_name, status) values ('q', 'deliver', 'failed') returning id)"
            " insert into procrastinate.procrastinate_events (job_id, type, at)"
            " select id, 'failed', %s from job",
            (ago(hours=hours),),
        )
        assert alerts(db) == found


def test_letters_for_which_there_is_no_rate(db, owner):
    for sheets, found in ((0, {}), (5, {}), (6, {"letters_without_rate": ""})):
        message(db, owner, ago(days=1), "letter", postage="first", billable_units=sheets)
        make.call(db, "ops.build_billing_facts", day=ago(days=1).date())
        assert alerts(db) == found


@pytest.mark.parametrize(
    ("waiting", "names"),
    [
        (timedelta(seconds=7200), set()),
        (timedelta(seconds=7201), {"virus_check_waiting"}),
        (timedelta(days=3, seconds=1), {"virus_check_waiting", "virus_check_stuck"}),
    ],
)
def test_letters_in_the_virus_check(db, owner, waiting, names):
    message(db, owner, NOW - waiting, "letter", status="pending-virus-check")

    assert set(alerts(db)) == names


def begun(db, day):
    """The run of letters of a day began in time."""
    db.execute(
        "insert into postroom.print_runs (day, letters, begun_at) values (%s, 0, %s)",
        (day, f"{day}T17:50:00Z"),
    )


def test_letters_still_created(db, owner):
    begun(db, "2026-01-14")
    message(db, owner, "2026-01-13T17:30:00Z", "letter", status="created")
    message(db, owner, "2026-01-13T17:00:00Z", "letter", status="created", key_type="test")
    assert alerts(db) == {}

    message(db, owner, "2026-01-13T17:29:59Z", "letter", status="created")
    assert alerts(db) == {"letters_created": ""}


def test_letters_still_created_in_summer(db, owner):
    make.at(db, "2026-07-15T07:00:00Z")
    message(db, owner, "2026-07-14T16:30:00Z", "letter", status="created")
    assert alerts(db) == {}

    message(db, owner, "2026-07-14T16:29:59Z", "letter", status="created")
    assert alerts(db) == {"letters_created": ""}


@pytest.mark.parametrize(("now", "found"), [("18:29:59", set()), ("18:30:01", {"print_run_late"})])
def test_a_run_of_letters_that_has_not_begun(db, owner, now, found):
    make.at(db, f"2026-01-14T{now}Z")
    message(db, owner, "2026-01-14T17:31:00Z", "letter", status="created")
    assert alerts(db) == {}

    message(db, owner, "2026-01-14T17:29:00Z", "letter", status="created")
    assert set(alerts(db)) == found
    begun(db, "2026-01-14")
    assert alerts(db) == {}


@pytest.mark.parametrize(("now", "found"), [("18:49", set()), ("18:51", {"letters_unprinted"})])
def test_letters_that_wait_for_their_printer(db, owner, now, found):
    make.at(db, f"2026-01-14T{now}:00Z")
    begun(db, "2026-01-14")
    message(db, owner, "2026-01-14T17:29:00Z", "letter", status="created")
    db.execute(
        "insert into postroom.delivery_queue (notification_id, service_id, lane, due_at)"
        " select n.id, n.service_id, 'print', 'infinity' from postroom.notifications as n"
        " where n.service_id = %s",
        (owner.id,),
    )
    db.execute(
        "insert into postroom.prints (notification_id, day)"
        " select notification_id, '2026-01-14' from postroom.delivery_queue where lane = 'print'"
    )

    assert set(alerts(db)) == found


def test_letters_that_failed(db, owner):
    message(db, owner, ago(days=3, seconds=1), "letter", status="technical-failure")
    assert alerts(db) == {}

    message(db, owner, ago(days=3, seconds=-1), "letter", status="technical-failure")
    assert alerts(db) == {"letters_failed": ""}


@pytest.mark.parametrize(
    ("now", "quiet", "sent"),
    [
        ("2026-01-14T19:00:00Z", "2026-01-13", "2026-01-12"),  # Wednesday: Monday
        ("2026-01-12T19:00:00Z", "2026-01-09", "2026-01-08"),  # Monday: Thursday
        # After Easter, Friday and Monday of which are holidays.
        ("2026-04-07T19:00:00Z", "2026-04-02", "2026-04-01"),
        # Boxing Day 2026 is a Saturday, so the Monday is a holiday.
        ("2026-12-29T19:00:00Z", "2026-12-24", "2026-12-23"),
    ],
)
def test_letters_that_are_not_despatched(db, owner, now, quiet, sent):
    make.at(db, now)
    for sent_at, found in (
        (f"{quiet}T12:00:00Z", set()),
        (f"{sent}T12:00:00Z", {"letters_sending"}),
    ):
        message(db, owner, sent_at, "letter", status="sending", sent_at=sent_at)
        assert {name for name in alerts(db) if name.startswith("letters")} == found


def many(db, owner, count, status, **fields):
    """Text messages of an hour ago, in one statement."""
    row = {"service_id": owner.id, "template_id": owner.id, "status": status, **fields}
    db.execute(
        "insert into postroom.notifications (id, created_at, day, kept_until, service_id,"
        " template_id, template_version, notification_type, key_type, status, sent_at)"
        " select id, postroom.uuid7_time(id), postroom.uuid7_day(id), postroom.uuid7_day(id) + 7,"
        " %(service_id)s, %(template_id)s, 1, 'sms', 'normal', %(status)s, %(at)s"
        " from generate_series(1, %(count)s),"
        " postroom.uuid7(%(at)s + generate_series * interval '1 ms') as id",
        {**row, "count": count, "at": ago(hours=1)},
    )


def test_a_service_whose_text_messages_fail(db, owner):
    many(db, owner, 2500, "permanent-failure")
    many(db, owner, 7499, "delivered")
    assert alerts(db) == {}, "too few to tell"

    many(db, owner, 1, "delivered")
    assert alerts(db) == {"sms_failing": str(owner.id)}

    many(db, owner, 1, "temporary-failure")
    assert alerts(db) == {}, "less than a quarter"


def test_a_service_in_trial_may_fail(db, owner):
    db.execute("update postroom.services set restricted = true where id = %s", (owner.id,))
    many(db, owner, 10000, "permanent-failure")

    assert alerts(db) == {}


def test_a_service_that_sends_to_numbers_of_films(db, owner):
    db.execute("update postroom.alert_rules set threshold = 2 where name = 'sms_to_tv_numbers'")
    for number, found in (
        ("447700900000", {}),
        ("447700900999", {}),
        ("447700899999", {}),
        ("447700901000", {}),
        ("447700900123", {"sms_to_tv_numbers": str(owner.id)}),
    ):
        make.settle(db)
        make.send(db, owner, normalised_recipient=number, recipient=number)
        make.settle(db)
        assert alerts(db) == found


def test_slow_text_messages(db, owner):
    sent = {"sent_at": ago(minutes=10)}
    for n in range(9):
        message(db, owner, ago(minutes=10), updated_at=ago(minutes=5, seconds=1, microseconds=n),
                **sent)  # fmt: skip
    assert alerts(db) == {}

    message(db, owner, ago(minutes=10), updated_at=ago(minutes=5), **sent)
    assert alerts(db) == {"sms_slow": ""}

    message(db, owner, ago(minutes=1), status="sending", sent_at=ago(minutes=1))
    assert alerts(db) == {}, "less than a tenth"
    message(db, owner, ago(minutes=10), status="sending", **sent)
    assert alerts(db) == {"sms_slow": ""}


def test_few_free_inbound_numbers(db, owner):
    db.execute("insert into postroom.inbound_numbers (number, provider)"
               " select n::text, 'mmg' from generate_series(1, 51) as n")  # fmt: skip
    assert alerts(db) == {}

    db.execute(
        "update postroom.inbound_numbers set service_id = %s where number = '1'", (owner.id,)
    )
    assert alerts(db) == {"inbound_numbers_low": ""}


def refresh(db, moment=None):
    if moment:
        make.at(db, moment)
    return make.call(db, "ops.refresh_alerts")


def to_post(db):
    return db.execute("select * from jobs.alerts_to_post()").fetchall()


def test_an_alert_is_told_once_and_again_when_it_comes_back(db):
    log(db, "jobs", ago(hours=2), "out of paper")
    assert refresh(db) == {"opened": 1, "closed": 0, "hold": 1}
    assert refresh(db) == {"opened": 0, "closed": 0, "hold": 1}
    (alert,) = to_post(db)
    assert (alert["name"], alert["subject"]) == ("step_failed", "jobs")
    db.execute("select jobs.mark_alerts_posted(%s)", ([alert["id"]],))
    refresh(db)
    assert to_post(db) == []

    log(db, "jobs", ago(hours=1))
    assert refresh(db) == {"opened": 0, "closed": 1, "hold": 0}
    log(db, "jobs", ago(minutes=1), "out of ink")
    refresh(db)

    assert [row["text"] for row in to_post(db)] == [
        "ended after 00:00:00: Step jobs of maintenance failed: out of paper",
        "Step jobs of maintenance failed: out of ink",
    ]


def test_one_email_tells_of_all_that_is_new(db):
    for step in ("jobs", "retention"):
        log(db, step, ago(hours=2), "out of paper")
    refresh(db)

    assert make.call(db, "jobs.email_alerts", address="Ops@example.gov.uk") == 2
    assert make.call(db, "jobs.email_alerts", address="Ops@example.gov.uk") == 0

    (email,) = db.execute(
        "select recipient, personalisation from postroom.notification_contents"
        " where recipient = 'Ops@example.gov.uk'"
    ).fetchall()
    assert email["personalisation"]["summary"] == "2: step_failed"
    assert "Step jobs of maintenance failed: out of paper" in email["personalisation"]["alerts"]


def test_a_condition_that_must_hold_for_a_while(db):
    db.execute("update postroom.alert_rules set hold = '9 minutes' where name = 'step_failed'")
    log(db, "jobs", ago(hours=2), "out of paper")
    refresh(db)

    make.at(db, (NOW + timedelta(minutes=8, seconds=59)).isoformat())
    assert to_post(db) == []
    make.at(db, (NOW + timedelta(minutes=9)).isoformat())
    assert len(to_post(db)) == 1


def open_alerts(db):
    return {
        row["name"]
        for row in db.execute("select name from postroom.alerts where closed_at is null").fetchall()
    }


def test_daily_conditions_are_looked_at_once_at_their_time(db, owner):
    # Friday.
    make.at(db, "2026-01-16T06:59:00Z")
    message(db, owner, "2026-01-14T12:00:00Z", "letter", status="created")
    refresh(db)
    assert open_alerts(db) == set()

    refresh(db, "2026-01-16T07:00:00Z")
    assert open_alerts(db) == {"letters_created"}

    db.execute("update postroom.notifications set status = 'sending'"
               " where notification_type = 'letter'")  # fmt: skip
    for moment in ("2026-01-16T07:01:00Z", "2026-01-17T12:00:00Z", "2026-01-19T06:59:00Z"):
        refresh(db, moment)
        assert open_alerts(db) == {"letters_created"}, "not looked at again before Monday"

    # Late, since no worker ran at seven.
    refresh(db, "2026-01-19T11:00:00Z")
    assert open_alerts(db) == set()


def test_printers_days_off(db, owner):
    sent = {"status": "sending", "sent_at": "2026-04-01T12:00:00Z"}
    message(db, owner, "2026-04-01T12:00:00Z", "letter", **sent)

    for moment, names in (
        ("2026-04-03T19:00:00Z", set()),  # Good Friday
        ("2026-04-05T19:00:00Z", set()),
        ("2026-04-06T19:00:00Z", set()),
        ("2026-04-07T18:59:59Z", set()),
        ("2026-04-07T19:00:00Z", {"letters_sending"}),
    ):
        refresh(db, moment)
        assert open_alerts(db) & {"letters_sending"} == names


def test_operators_set_thresholds_and_switch_alerts_off(db):
    log(db, "jobs", ago(hours=2), "out of paper")
    refresh(db)
    db.execute("set role postroom_dba")
    make.call(db, "ops.set_alert", name="step_failed", threshold=1)
    assert alerts(db) == {}
    make.call(db, "ops.set_alert", name="step_failed", threshold=0, enabled=False)
    assert alerts(db) == {}
    db.execute("reset role")

    refresh(db)
    assert open_alerts(db) == set()
    with pytest.raises(psycopg.Error, match="no alert hunger"):
        make.call(db, "ops.set_alert", name="hunger")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nCRITICAL: b", "a\\u000d\\u000aCRITICAL: b"),
        ("\x1b[31m\x7f\x85\u2028\u202e", "\\u001b[31m\\u007f\\u0085\\u2028\\u202e"),
        ("Ünï – שלום\u200d", "Ünï – שלום\u200d"),
        ("", ""),
    ],
)
def test_control_characters_are_written_out(db, text, shown):
    log(db, "jobs", ago(hours=2), text)

    (told,) = db.execute("select text from ops.find_alerts('{step_failed}')").fetchall() or [None]
    assert told["text"] == f"Step jobs of maintenance failed: {shown}"
