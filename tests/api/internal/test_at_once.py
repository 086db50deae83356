"""Requests that come at the same time: what each finds includes what the other did."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.api.conftest import database


@pytest.fixture
def at_once(committed):
    """at_once("services", id, ask, ask) → the answers of requests that wait for the same row.

    Each runs on a connection of its own; all have begun before the first can go on.
    """

    def run(table, id, *asks):
        with ThreadPoolExecutor(len(asks)) as threads:
            with psycopg.connect(database()) as holder:
                holder.execute(f"select from postroom.{table} where id = %s for update", [id])
                answers = [threads.submit(ask) for ask in asks]
                wait_until(lambda: waiting(committed) == len(asks))
            return [answer.result(timeout=60) for answer in answers]

    return run


def waiting(db):
    """How many sessions wait for another one; in a transaction that would look frozen."""
    return db.execute(
        "select count(*) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"
        " and datname = current_database()"
    ).fetchone()["count"]


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_members_hear_once_that_a_service_is_live(admin, owned, committed, at_once):
    live = lambda: admin(f"POST {owned.path}", {"restricted": False})  # noqa: E731

    answers = at_once("services", owned.id, live, live)

    assert [answer.data["restricted"] for answer in answers] == [False, False]
    told = committed.execute(
        "select count(*) from postroom.notification_contents where recipient = %s",
        [owned.user["email_address"]],
    ).fetchone()["count"]
    assert told == 1


def test_a_name_and_a_name_for_emails_of_two_requests(admin, owned, mark, at_once):
    answers = at_once(
        "services",
        owned.id,
        lambda: admin(f"POST {owned.path}", {"name": f"Renamed {mark}"}),
        lambda: admin(f"POST {owned.path}", {"custom_email_sender_name": f"Own {mark}"}),
    )

    assert {answer.status for answer in answers} == {200}
    found = admin(f"GET {owned.path}").data
    assert found["name"] == f"Renamed {mark}"
    assert found["email_sender_local_part"] == f"own.{mark}"

    admin(f"POST {owned.path}", {"custom_email_sender_name": None})
    assert admin(f"GET {owned.path}").data["email_sender_local_part"] == f"renamed.{mark}"


def test_the_same_change_of_a_template_makes_one_version(admin, owned, at_once):
    body = {"name": "N", "template_type": "sms", "content": "x", "service": owned.id}
    body["created_by"] = owned.user["id"]
    id = admin(f"POST {owned.path}/template", body).data["id"]
    change = lambda: admin(f"POST {owned.path}/template/{id}", {"content": "y"})  # noqa: E731

    answers = at_once("templates", id, change, change)

    assert [answer.data["version"] for answer in answers] == [2, 2]


def test_no_more_than_five_codes_work(admin, person, committed, at_once):
    user = person()
    for _ in range(4):
        admin(f"POST /user/{user['id']}/sms-code", {})
    ask = lambda: admin(f"POST /user/{user['id']}/sms-code", {})  # noqa: E731

    answers = at_once("users", user["id"], ask, ask)

    assert [answer.status for answer in answers] == [204, 204]
    kept = committed.execute(
        "select count(*) from postroom.verify_codes where user_id = %s", [user["id"]]
    ).fetchone()["count"]
    assert kept == 5


def test_a_new_address_is_told_once(admin, person, mark, committed, at_once):
    user, manager = person(), person()
    change = {"email_address": f"new-{mark}@example.gov.uk", "updated_by": manager["id"]}
    ask = lambda: admin(f"POST /user/{user['id']}", change)  # noqa: E731

    answers = at_once("users", user["id"], ask, ask)

    assert [answer.status for answer in answers] == [200, 200]
    told = committed.execute(
        "select count(*) from postroom.notification_contents where recipient = %s",
        [change["email_address"]],
    ).fetchone()["count"]
    assert told == 1
