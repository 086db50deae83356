"""The worker is killed again and again while it hands letters over: each is printed once."""

import csv
import hashlib
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from postroom.files.objects import ObjectStore
from postroom.launch import supervisor
from tests.tools import make
from tests.tools.letters import pdf, ready
from tests.tools.print_api import print_api
from tests.tools.stack import connect, stack

pytestmark = pytest.mark.slow

LETTERS, KILLS = 200, 5
POSTAGES = ("first", "second", "economy", "europe", "rest-of-world")


@pytest.fixture(scope="module")
def running():
    with print_api() as (url, api):
        api.delay = 0.01
        with stack(PRINTER_CONNECTIONS="2", **api.settings(url)) as stacked:
            stacked.api = api
            yield stacked


@pytest.fixture
def db(running):
    with connect(running) as db:
        yield db


def begin_run(running, db, printer, days_ago):
    """The run of an evening that is over: what it printed, by id."""
    db.execute(
        "update postroom.provider_details set active = (identifier = %s)"
        " where notification_type = 'letter'",
        (printer,),
    )
    store = ObjectStore(str(running.directory / "objects"))
    day = (datetime.now(UTC) - timedelta(days=days_ago)).date()
    make.at(db, f"{day}T12:00:00Z")
    service = make.service(db)
    data = pdf()
    made = {
        str(ready(db, store, service, data, postage=POSTAGES[-1 - number % 5])): POSTAGES[
            -1 - number % 5
        ]
        for number in range(LETTERS)
    }
    make.at(db, f"{day}T20:00:00Z")
    make.call(db, "jobs.begin_printing")
    make.at(db, "")
    return day, made


def kill_again_and_again(running, db, printed):
    """Each time when something more has been printed than before."""
    killed = 0
    while killed < KILLS and waiting(db):
        before = printed()
        deadline = time.monotonic() + 30
        while printed() == before and waiting(db):
            assert time.monotonic() < deadline, "nothing is printed"
            time.sleep(0.002)
        running.parts["worker"].kill()
        running.parts["worker"].wait()
        supervisor.revive(running.parts, running.variables)
        killed += 1
    deadline = time.monotonic() + 60
    while waiting(db):
        assert time.monotonic() < deadline, "some are left"
        time.sleep(0.05)
    return killed


def waiting(db):
    return db.execute(
        "select count(*) from postroom.delivery_queue where lane = 'print'"
    ).fetchone()["count"]


def all_are_sent(db, made, printer):
    rows = db.execute(
        "select status, sent_by, count(*) from postroom.notifications"
        " where id = any(%s::uuid[]) group by status, sent_by",
        (list(made),),
    ).fetchall()
    assert [tuple(row.values()) for row in rows] == [("sending", printer, LETTERS)]


def test_the_spool_has_each_letter_once(running, db):
    day, made = begin_run(running, db, "spool", days_ago=2)
    folder = running.directory / "objects" / "spool" / str(day)

    killed = kill_again_and_again(running, db, lambda: len(list(folder.rglob("*.PDF"))))

    assert killed == KILLS
    with (folder / "manifest.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["notification_id"] for row in rows) == Counter(list(made))
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.PDF")}
    assert sorted(files) == sorted(row["file"] for row in rows)
    for row in rows:
        assert hashlib.sha256(files[row["file"]].read_bytes()).hexdigest() == row["sha256"]
        assert row["postage"] == made[row["notification_id"]]
    all_are_sent(db, made, "spool")


def test_the_print_api_has_each_letter_once(running, db):
    _, made = begin_run(running, db, "dvla", days_ago=1)
    api = running.api

    killed = kill_again_and_again(running, db, lambda: len(api.jobs))

    assert killed == KILLS
    assert Counter(api.order) == Counter(list(made))
    all_are_sent(db, made, "dvla")
