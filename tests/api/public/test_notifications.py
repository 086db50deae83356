import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.conftest import token
from tests.tools import make


def test_one_notification_has_exactly_these_fields(ask, service, committed):
    id = make.send(committed, service, client_reference="r")

    answer = ask(f"GET /v2/notifications/{id}")

    created_at = answer.body.pop("created_at")
    assert len(created_at) == len("2026-11-23T12:00:00.000000Z")
    assert answer.body == {
        "id": str(id),
        "reference": "r",
        "email_address": None,
        "phone_number": "447700900001",
        **{f"line_{n}": None for n in range(1, 7)},
        "postcode": None,
        "type": "sms",
        "status": "created",
        "template": {
            "id": str(service.templates["sms"]),
            "version": 1,
            "uri": f"http://localhost/v2/template/{service.templates['sms']}/version/1",
        },
        "body": "Hello Bo",
        "subject": None,
        "created_by_name": None,
        "sent_at": None,
        "completed_at": None,
        "scheduled_for": None,
        "postage": None,
        "one_click_unsubscribe_url": None,
        "is_cost_data_ready": True,
        "cost_in_pounds": 0.024,
        "cost_details": {
            "billable_sms_fragments": 1,
            "international_rate_multiplier": 1.0,
            "sms_rate": 0.024,
        },
    }


def test_the_answer_follows_the_host_that_was_asked(app, service, committed):
    id = make.send(committed, service)
    answer = app.test_client().get(
        f"/v2/notifications/{id}",
        headers={"Authorization": f"Bearer {token(service)}", "Host": "notify.example:8443"},
    )

    assert answer.json["template"]["uri"].startswith("http://notify.example:8443/v2/template/")


@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_any_key_reads_any_notification(ask, service, committed, key):
    id = make.send(committed, service, key_type="test")
    assert ask(f"GET /v2/notifications/{id}", key=key).status == 200


def test_another_services_is_not_found(ask, committed):
    id = make.send(committed, make.service(committed))
    answer = ask(f"GET /v2/notifications/{id}")
    assert answer.status == 404
    assert answer.body["errors"] == [{"error": "NoResultFound", "message": "No result found"}]


@pytest.mark.parametrize("id", ["sms", "1", "x" * 36])
def test_an_id_that_is_none(ask, id):
    answer = ask(f"GET /v2/notifications/{id}")
    assert (answer.status, answer.error) == (400, "notification_id is not a valid UUID")


@pytest.mark.parametrize(
    ("status", "completed"),
    [
        ("created", False),
        ("sending", False),
        ("pending", False),
        ("sent", True),
        ("delivered", True),
        ("temporary-failure", True),
        ("permanent-failure", True),
        ("technical-failure", True),
    ],
)
def test_when_it_was_completed(ask, service, committed, status, completed):
    id = make.send(committed, service)
    committed.execute(
        "update postroom.notifications set status = %s, updated_at = now() where id = %s",
        (status, id),
    )
    answer = ask(f"GET /v2/notifications/{id}")
    assert (answer.body["completed_at"] is not None) == completed


def test_an_email_costs_nothing(ask, service, committed):
    id = make.send(committed, service, "email")
    body = ask(f"GET /v2/notifications/{id}").body
    assert (body["is_cost_data_ready"], body["cost_in_pounds"], body["cost_details"]) == (
        True,
        0.0,
        {},
    )
    assert body["subject"] == "For Bo"


def test_an_old_version_is_shown_as_it_was_sent(ask, service, committed):
    id = make.send(committed, service)
    committed.execute(
        "insert into postroom.template_versions (template_id, version, name, content,"
        " created_by_id) values (%s, 2, 'n', 'Changed ((name))', %s)",
        (service.templates["sms"], service.user),
    )
    committed.execute(
        "update postroom.templates set version = 2 where id = %s", (service.templates["sms"],)
    )
    assert ask(f"GET /v2/notifications/{id}").body["body"] == "Hello Bo"


def ids(answer):
    return [notification["id"] for notification in answer.body["notifications"]]


def test_a_page_names_itself_and_the_next(ask, service, committed):
    sent = sorted((str(make.send(committed, service)) for _ in range(3)), reverse=True)

    answer = ask("GET /v2/notifications?template_type=sms&status=created&status=sending")

    assert ids(answer) == sent
    links = answer.body["links"]
    current = "http://localhost/v2/notifications?template_type=sms&status=created&status=sending"
    assert links == {"current": current, "next": f"{current}&older_than={sent[-1]}"}
    last = ask(f"GET {urlsplit(links['next']).path}?{urlsplit(links['next']).query}")
    assert last.body["notifications"] == []
    assert "next" not in last.body["links"]


def test_a_page_has_250(ask, service, committed):
    sent = sorted((str(make.send(committed, service)) for _ in range(252)), reverse=True)

    first = ask("GET /v2/notifications")
    second = ask("GET /v2/notifications?" + urlsplit(first.body["links"]["next"]).query)

    assert (ids(first), ids(second)) == (sent[:250], sent[250:])


@pytest.mark.parametrize(("asking", "seen"), [("normal", 1), ("team", 0), ("test", 0)])
def test_a_list_has_what_was_sent_with_its_type_of_key(ask, service, committed, asking, seen):
    make.send(committed, service)

    assert len(ids(ask("GET /v2/notifications", key=asking))) == seen


def test_older_than_keeps_its_place(ask, service, committed):
    for _ in range(2):
        make.send(committed, service)
    newest, oldest = ids(ask("GET /v2/notifications"))

    answer = ask(f"GET /v2/notifications?older_than={newest}&template_type=sms")

    assert ids(answer) == [oldest]
    query = parse_qs(urlsplit(answer.body["links"]["next"]).query)
    assert list(query) == ["older_than", "template_type"]
    assert query["older_than"] == [oldest]


def test_the_first_of_repeated_values_counts(ask, service, committed):
    id = make.send(committed, service, client_reference="a")
    make.send(committed, service, client_reference="b")

    assert ids(ask("GET /v2/notifications?reference=a&reference=b")) == [str(id)]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("accepted", {"created", "sending"}),
        ("received", {"delivered"}),
        ("failed", {"technical-failure", "temporary-failure", "permanent-failure"}),
        ("sent", {"sent"}),
    ],
)
def test_a_status_may_stand_for_several(ask, service, committed, status, shown):
    for each in [
        "created",
        "sending",
        "sent",
        "delivered",
        "technical-failure",
        "temporary-failure",
        "permanent-failure",
    ]:
        id = make.send(committed, service)
        committed.execute("update postroom.notifications set status = %s where id = %s", (each, id))
    answer = ask(f"GET /v2/notifications?status={status}")
    assert {notification["status"] for notification in answer.body["notifications"]} == shown


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("template_type=fax", "template_type fax is not one of [sms, email, letter]"),
        ("template_type=", "template_type  is not one of [sms, email, letter]"),
        ("include_jobs=1", "include_jobs 1 is not one of [true, True]"),
        ("older_than=x", "older_than is not a valid UUID"),
        ("page=2", "Additional properties are not allowed (page was unexpected)"),
    ],
)
def test_a_query_that_breaks_the_rules(ask, query, error):
    answer = ask(f"GET /v2/notifications?{query}")
    assert (answer.status, answer.errors) == (400, [error])


def test_an_unknown_older_than_gives_an_empty_page(ask, service, committed):
    make.send(committed, service)
    answer = ask(f"GET /v2/notifications?older_than={uuid.uuid4()}")
    assert (answer.status, answer.body["notifications"]) == (200, [])


@pytest.mark.parametrize("query", ["reference=%00", "reference=%ed%a0%80", "older_than=%00"])
def test_odd_bytes_in_a_query_are_no_500(ask, query):
    assert ask(f"GET /v2/notifications?{query}").status in (200, 400)
