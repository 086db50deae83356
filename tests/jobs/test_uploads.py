"""Uploads from end to end: a file over S3, a real worker that is killed, and its notifications."""

import json
import signal
import time
import uuid
from types import SimpleNamespace

import httpx
import pytest

from postroom.files.objects import ObjectStore
from postroom.launch import supervisor
from tests.api.internal.conftest import admin_token
from tests.tools import make, s3
from tests.tools.stack import connect, demo_service, stack

BUCKET = "uploads"
FINISHED = ("finished", "finished all notifications created")
# Some chunks: the middle of it can be met with.
ROWS = 8_000


@pytest.fixture(scope="module")
def running():
    with s3.server([BUCKET]) as store, stack(S3_BUCKET_CSV_UPLOAD=BUCKET, **store.variables) as up:
        up.store = f"{store.url}/{BUCKET}"
        up.demo = demo_service(up)
        yield up


@pytest.fixture
def db(running):
    with connect(running) as connection:
        # procrastinate's triggers name no schema.
        connection.execute("set search_path = procrastinate, public")
        yield connection


def put(running, text, channel="sms", id=None, **metadata):
    """A file as the admin app stores it; the upload's id."""
    id = id or str(uuid.uuid4())
    s3.put(
        f"{running.store}/service-{running.demo['service_id']}-notify/{id}.csv",
        text.encode(),
        **{
            "template_id": running.demo["templates"][channel],
            "original_file_name": "people.csv",
            "notification_count": str(text.count("\n") - 1),
            "valid": "True",
            **metadata,
        },
    )
    return id


def ask(running, method, path, **body):
    answer = httpx.request(
        method,
        f"{running.base_url}/service/{running.demo['service_id']}/job{path}",
        headers={"Authorization": f"Bearer {admin_token()}"},
        content=json.dumps(body) if body else None,
    )
    assert answer.is_success, answer.text
    return answer.json()


def create(running, db, rows, id=None):
    """An upload as the API stores it, whether its file is there or not."""
    service_id, id = running.demo["service_id"], id or str(uuid.uuid4())
    make.call(
        db, "api.create_job", service_id=service_id, job_id=id,
        template_id=running.demo["templates"]["sms"], original_file_name="people.csv",
        file_key=f"csv-uploads/service-{service_id}-notify/{id}.csv", notification_count=rows,
    )  # fmt: skip
    return id


def send(running, id):
    return ask(running, "POST", "", id=id, created_by=None)["data"]


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} seconds"
        time.sleep(0.05)


def wait_until_finished(db, id):
    wait_until(lambda: make.job_facts(db, id)["status"] in FINISHED)


def numbers(rows):
    return "phone number,name\n" + "".join(f"07900{n:06},Person {n}\n" for n in range(rows))


def expect_each_row_once(db, id, rows):
    stored = make.job_notifications(db, id)
    assert [row["job_row_number"] for row in stored] == list(range(rows))
    contents = db.execute(
        "select c.personalisation ->> 'name' as name"
        " from postroom.notifications as n inner join postroom.notification_contents as c"
        " on c.id = n.id and c.kept_until = n.kept_until"
        " where n.job_id = %s order by n.job_row_number",
        (id,),
    ).fetchall()
    assert [row["name"] for row in contents] == [f"Person {n}" for n in range(rows)]


def counted(db, running):
    return db.execute(
        "select coalesce(sum(count), 0)::int as n from postroom.daily_counts"
        " where service_id = %s and kind = 'sms'",
        (running.demo["service_id"],),
    ).fetchone()["n"]


def statuses(running, id):
    found = ask(running, "GET", f"/{id}")["data"]["statistics"]
    return {row["status"]: row["count"] for row in found}


def test_from_the_admin_apps_file_to_delivered_messages(running, db):
    text = "phone number,name,reference\n07900900001,Ann,A\nnobody,Bo,B\n07900900003,Cy,C\n"
    id = put(running, text)

    assert send(running, id)["job_status"] == "pending"

    wait_until(lambda: statuses(running, id) == {"delivered": 2, "validation-failed": 1})
    job = ask(running, "GET", f"/{id}")["data"]
    assert (job["job_status"] in FINISHED, job["notification_count"]) == (True, 3)
    rows = ask(running, "GET", f"/{id}/notifications")["notifications"]
    assert [row["to"] for row in rows] == ["07900900001", "nobody", "07900900003"]
    assert [row["client_reference"] for row in rows] == ["A", "B", "C"]
    assert rows[0]["personalisation"] == {"phonenumber": "07900900001", "name": "Ann"}


def test_emails_and_letters(running, db):
    emails = put(running, "email address,name\nann@example.com,Ann\n", "email")
    address = "address line 1,address line 2,postcode,name\nAnn,1 Road,SW1A 1AA,Ann\n"
    letters = put(running, address, "letter")
    for id in (emails, letters):
        send(running, id)

    wait_until(lambda: statuses(running, emails) == {"delivered": 1})
    wait_until(lambda: make.job_notifications(db, letters)[0:1] != [])
    (letter,) = make.job_notifications(db, letters)
    wait_until(lambda: make.contents(db, letter["id"])["pdf_key"])
    assert (make.facts(db, letter["id"])["billable_units"], letter["postage"]) == (1, "second")
    assert make.contents(db, letter["id"])["recipient"] == "Ann\n1 Road\nSW1A 1AA"


def attach(running, db, template, name, data):
    """A file that a template's emails link to, as the admin app makes it."""
    names = {"service_id": running.demo["service_id"], "template_id": template}
    user = db.execute("select id from postroom.users limit 1").fetchone()["id"]
    id = make.call(db, "api.create_email_file", **names, filename=name, created_by_id=user)["id"]
    store = ObjectStore(running.variables["OBJECT_STORE_URL"])
    store.put(f"template-email-files/{names['service_id']}/{id}", data)
    make.call(db, "api.update_email_file", **names, file_id=id, changes='{"pending": false}')


def test_each_email_links_to_its_own_copy_of_its_templates_file(running, db):
    user = db.execute("select id from postroom.users limit 1").fetchone()["id"]
    service = SimpleNamespace(id=running.demo["service_id"], user=user)
    template = make.template(db, service, "email", "Hello ((name)): ((form.pdf))")
    attach(running, db, template, "form.pdf", b"%PDF the form")
    text = "email address,name\nann@example.com,Ann\nnobody,Bo\ncy@example.com,Cy\n"
    id = put(running, text, template_id=str(template))
    send(running, id)

    wait_until(lambda: statuses(running, id) == {"delivered": 2, "validation-failed": 1})
    first, refused, second = make.job_notifications(db, id)
    counts = [row["document_download_count"] for row in (first, refused, second)]
    assert counts == [1, None, 1]
    kept = db.execute(
        "select notification_id, object_key from postroom.documents where service_id = %s",
        (running.demo["service_id"],),
    ).fetchall()
    assert {row["notification_id"] for row in kept} == {first["id"], second["id"]}
    links = {make.contents(db, row["id"])["personalisation"]["form.pdf"] for row in (first, second)}
    assert len(links) == 2
    announced = db.execute("select key from postroom.object_removals").fetchall()
    assert not {row["object_key"] for row in kept} & {row["key"] for row in announced}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_ends_in_the_middle_leaves_no_row_out_and_none_twice(running, db, number):
    before = counted(db, running)
    id = put(running, numbers(ROWS))
    send(running, id)

    wait_until(lambda: make.job_facts(db, id)["rows_stored"] > 0)
    with db.transaction():
        held = db.execute(
            "select rows_stored from postroom.jobs where id = %s for update", (id,)
        ).fetchone()
        # The next chunk waits for the row that is held here.
        running.parts["worker"].send_signal(number)
        if number == signal.SIGKILL:
            running.parts["worker"].wait()
    assert 0 < held["rows_stored"] < ROWS
    running.parts["worker"].wait()
    left = make.job_facts(db, id)["rows_stored"]
    supervisor.revive(running.parts, running.variables)

    wait_until_finished(db, id)
    print(f"ended after {held['rows_stored']}, gone on from {left} of {ROWS} rows")
    expect_each_row_once(db, id, ROWS)
    assert counted(db, running) == before + ROWS


def test_a_worker_that_is_killed_before_the_first_row_loses_nothing(running, db):
    # The reference looks for missing rows only where at least one was stored.
    id = put(running, numbers(3))
    running.parts["worker"].kill()
    running.parts["worker"].wait()
    send(running, id)
    # As if the job had been fetched and forgotten.
    db.execute("delete from procrastinate.procrastinate_jobs where task_name = 'process_upload'")
    supervisor.revive(running.parts, running.variables)

    wait_until_finished(db, id)
    expect_each_row_once(db, id, 3)


def test_several_workers_at_one_upload_store_each_row_once(running, db):
    # In the reference, both pass the check for "pending" and send everything twice.
    before = counted(db, running)
    id = put(running, numbers(ROWS))
    other = supervisor.start("worker", running.variables)
    try:
        with db.transaction():
            db.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args)"
                " select 'uploads', 'process_upload', jsonb_build_object('job_id', %s::text)"
                " from generate_series(1, 6)",
                (id,),
            )
            create(running, db, ROWS, id)
        wait_until_finished(db, id)
    finally:
        supervisor.stop({"worker": other})

    expect_each_row_once(db, id, ROWS)
    assert counted(db, running) == before + ROWS


def test_a_file_that_is_not_there_is_an_error_until_it_is(running, db):
    id = create(running, db, 2)
    wait_until(lambda: make.job_facts(db, id)["status"] == "error")
    assert ask(running, "GET", f"/{id}")["data"]["statistics"] == []

    put(running, numbers(2), id=id)
    # Half an hour later.
    db.execute("update postroom.jobs set due_at = now() where id = %s", (id,))

    wait_until_finished(db, id)
    expect_each_row_once(db, id, 2)
