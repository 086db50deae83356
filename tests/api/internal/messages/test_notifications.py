import pytest

from tests.tools import make


@pytest.fixture
def path(service):
    return f"/service/{service.id}/notifications"


def ids(response):
    return [notification["id"] for notification in response.body["notifications"]]


def send(committed, service, *args, **fields):
    return str(make.send(committed, service, *args, **fields))


def test_a_page_is_full_of_everything(admin, committed, service, path):
    id = send(committed, service, client_reference="r", created_by_id=service.user)
    committed.execute(
        "update postroom.notifications set status = 'delivered', sent_by = 'mmg',"
        " provider_reference = 'x', sent_at = created_at, updated_at = created_at where id = %s",
        (id,),
    )

    answer = admin(f"GET {path}")

    (shown,) = answer.body["notifications"]
    assert answer.body["page_size"] == 50 and answer.body["links"] == {}
    assert shown["id"] == id and shown["service"] == str(service.id)
    assert (shown["to"], shown["normalised_to"]) == ("447700900001", "447700900001")
    assert shown["rate_multiplier"] == 1.0 and isinstance(shown["rate_multiplier"], float)
    assert shown["key_name"].startswith("normal ") and shown["key_type"] == "normal"
    assert shown["api_key"] == str(service.keys["normal"][0])
    assert shown["created_by"]["name"] == "Ann" and shown["job"] is None
    assert (shown["sent_by"], shown["reference"], shown["status"]) == ("mmg", "x", "delivered")
    assert shown["created_at"] == shown["sent_at"] == shown["updated_at"]
    assert shown["personalisation"] == {"name": "Bo"}
    assert shown["template"]["version"] == 1 and "email_files" not in shown["template"]
    assert admin(f"GET {path}/{id}").body == shown


def test_personalisation_is_shown_even_of_a_redacted_template(admin, committed, service, path):
    id = send(committed, service)
    template = f"/service/{service.id}/template/{service.templates['sms']}"
    admin(f"POST {template}", {"redact_personalisation": True, "created_by": str(service.user)})

    shown = admin(f"GET {path}/{id}").body

    assert shown["personalisation"] == {"name": "Bo"}
    assert shown["template"]["redact_personalisation"] is True


def test_pages_and_their_links(admin, committed, service, path):
    sent = sorted((send(committed, service) for _ in range(5)), reverse=True)

    pages = [admin(f"GET {path}?page_size=2&page={n}") for n in (1, 2, 3)]

    assert [ids(page) for page in pages] == [sent[:2], sent[2:4], sent[4:]]
    assert [page.body["links"] for page in pages] == [
        {"next": True}, {"prev": True, "next": True}, {"prev": True},
    ]  # fmt: skip
    assert all(page.body["page_size"] == 2 for page in pages)
    assert admin(f"GET {path}?page_size=2&page=4").status == 404
    assert admin(f"GET {path}?page_size=5&page=1").body["links"] == {}
    assert admin(f"GET {path}?page_size=2&count_pages=False").body["links"] == {}
    assert ids(admin(f"POST {path}", {"page": 3, "page_size": 2})) == sent[4:]


def test_a_page_holds_10000_at_most(admin, service, path):
    assert admin(f"GET {path}?page_size=1000000").body["page_size"] == 10000


def test_filters(admin, committed, service, path):
    sms, email = send(committed, service), send(committed, service, "email")
    test = send(committed, service, key_type="test")
    by_hand = send(committed, service, created_by_id=service.user)
    statuses = {sms: "delivered", email: "permanent-failure", by_hand: "sending"}
    for id, status in statuses.items():
        committed.execute(
            "update postroom.notifications set status = %s where id = %s", (status, id)
        )

    def found(query):
        return set(ids(admin(f"GET {path}?{query}")))

    assert found("") == found("to=&limit_days=7&unknown=x") == {sms, email, by_hand}
    assert found("include_from_test_key=True") == {sms, email, by_hand, test}
    assert found("include_one_off=false") == {sms, email}
    assert found("template_type=email&template_type=letter") == {email}
    assert found("status=failed") == {email}
    assert found("status=accepted&status=received") == found("status=sending,received")
    assert found("status=accepted&status=received") == {sms, by_hand}
    assert found("limit_days=-1") == set()
    assert set(ids(admin(f"POST {path}", {"status": ["failed", "received"]}))) == {sms, email}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=0", {"page": ["Not a positive integer"]}),
        ("page=x", {"page": ["Not a valid integer."]}),
        ("page_size=-1", {"page_size": ["Not a positive integer"]}),
        ("limit_days=x", {"limit_days": ["Not a valid integer."]}),
        ("include_jobs=maybe", {"include_jobs": ["Not a valid boolean."]}),
        ("older_than=x", {"older_than": ["Not a valid UUID."]}),
        (
            "template_type=sms&template_type=fax",
            {"template_type": {"1": {"template_type": ["Must be one of: sms, email, letter."]}}},
        ),
    ],
)
@pytest.mark.parametrize("kind", ["", "/csv"])
def test_faults_in_a_query(admin, path, query, message, kind):
    answer = admin(f"GET {path}{kind}?{query}")

    assert (answer.status, answer.message) == (400, message)


def test_search(admin, committed, service, path):
    ann = send(committed, service, recipient="07700 900123", normalised_recipient="447700900123")
    bo = send(committed, service, "email", client_reference="Case 12")
    letter = str(make.letter(committed, service))
    send(committed, service, key_type="test", normalised_recipient="447700900123")

    def found(to, *types, **more):
        answer = admin(f"POST {path}", {"to": to, "template_type": list(types), **more})
        assert answer.body.keys() == {"notifications", "links"}
        return ids(answer)

    assert found("07700 900123", "sms") == found("+44 (0)7700-900123", "sms") == [ann]
    assert found("0900123", "sms") == found("900-123", "sms") == [ann]
    assert found("07700900123", "email") == found("07700900999", "sms") == []
    assert found("BO@example.com", "email") == found("Example", "email") == [bo]
    assert found("1 Road SW1A", "letter") == found("1 road") == [letter]
    assert found("case 12") == found("CASE 12", "email", "sms") == [bo]
    assert found("e", "email", status=["failed"]) == []
    assert ids(admin(f"GET {path}?to=07700900123&template_type=sms")) == [ann]


def test_a_search_shows_50(admin, committed, service, path):
    sent = sorted((send(committed, service) for _ in range(51)), reverse=True)

    answer = admin(f"POST {path}", {"to": "4477", "page": 2, "page_size": 3})

    assert ids(answer) == sent[:50] and answer.body["links"] == {"next": True}


def test_what_is_not_the_services_own_is_not_there(admin, committed, service, path, nowhere):
    stranger = make.service(committed)
    id = send(committed, stranger)

    for missing in (id, nowhere):
        assert admin(f"GET {path}/{missing}").message == "No result found"
        assert admin(f"POST {path}/{missing}/cancel").message == "Notification not found"
    assert admin(f"GET /service/{nowhere}/notifications").body["notifications"] == []


def test_a_message_is_gone_after_its_last_day(admin, committed, service, path):
    make.at(committed, "2020-03-01T10:00Z")
    id = send(committed, service)

    assert admin(f"GET {path}/{id}").status == 404
    assert ids(admin(f"GET {path}")) == ids(admin(f"GET {path}/csv")) == []


def test_lines_of_a_report(admin, committed, service, path):
    sms = send(committed, service, client_reference="r", created_by_id=service.user)
    email = send(committed, service, "email")
    send(committed, service, key_type="test")
    committed.execute(
        "update postroom.notifications set status = 'permanent-failure', job_row_number = 0"
        " where id = %s",
        (sms,),
    )

    answer = admin(f"GET {path}/csv")

    assert answer.body["page_size"] == 50
    lines = {line["id"]: line for line in answer.body["notifications"]}
    assert lines.keys() == {sms, email}
    line = lines[sms]
    assert len(line.pop("created_at")) == len("2026-11-23 17:12:50")
    assert line.pop("api_key_name").startswith("normal ")
    assert line.pop("created_by_email_address").endswith("@example.gov.uk")
    assert line == {
        "id": sms, "row_number": 1, "recipient": "447700900001", "client_reference": "r",
        "template_name": "sms template", "template_type": "sms", "job_name": "",
        "status": "Phone number doesn’t exist", "created_by_name": "Ann",
    }  # fmt: skip
    assert lines[email]["row_number"] == "" and lines[email]["status"] == "Sending"
    assert lines[email]["created_by_name"] is None


def test_lines_follow_an_older_one(admin, committed, service, path, nowhere):
    first, second, third = sorted(send(committed, service) for _ in range(3))

    assert ids(admin(f"GET {path}/csv?page_size=1")) == [third]
    assert ids(admin(f"GET {path}/csv?older_than={third}&page_size=1")) == [second]
    assert ids(admin(f"GET {path}/csv?older_than={first}")) == []
    assert ids(admin(f"GET {path}/csv?older_than={nowhere}")) == []


def test_lines_for_a_file_hold_no_formulas_but_lists_show_what_there_is(
    admin, committed, service, path
):
    send(committed, service, client_reference="=1+1", recipient="+44 7700 900001")

    (line,) = admin(f"GET {path}/csv").body["notifications"]
    assert (line["recipient"], line["client_reference"]) == ("+44 7700 900001", "'=1+1")
    (shown,) = admin(f"GET {path}").body["notifications"]
    assert shown["client_reference"] == "=1+1"
