import uuid

import pytest

from postroom.links.letters import letter_of, link
from postroom.links.secret_keys import SecretBox
from tests.tools import make

PATH = "/notifications/letter/status"


@pytest.fixture
def letter(committed, service):
    id = make.letter(committed, service)
    committed.execute(
        "update postroom.notifications set status = 'sending', billable_units = 1 where id = %s",
        (id,),
    )
    return id


@pytest.fixture
def report(app):
    """report(id of the token, document) → the answer"""

    def report(id, document):
        path = link("", SecretBox([make.SECRET_KEYS]), id)
        return app.test_client().post(path, json=document)

    return report


def receipt(id, status="DESPATCHED", **data):
    properties = {"totalSheets": "1", "postageClass": "2ND", "mailingProduct": "MM"}
    return {
        "id": "1",
        "time": "2026-11-24T05:26:41.000001Z",
        "specVersion": "1",
        "source": "printer",
        "dataContentType": "application/json",
        "metadata": {"correlationId": "2"},
        "data": {
            "jobId": str(id),
            "jobStatus": status,
            "jobType": "NOTIFY",
            "transitionDate": "2026-11-24T23:30:00Z",
            "despatchProperties": [{"key": k, "value": v} for k, v in properties.items()],
            **data,
        },
    }


def properties(**changes):
    found = {"totalSheets": "1", "postageClass": "2ND", "mailingProduct": "MM", **changes}
    return [{"key": key, "value": value} for key, value in found.items() if value is not None]


def test_a_despatched_letter_is_delivered(report, letter, committed):
    answer = report(letter, receipt(letter))

    assert (answer.status_code, answer.data) == (204, b"")
    facts = make.facts(committed, letter)
    assert facts["status"] == "delivered"
    assert facts["updated_at"]
    assert str(facts["despatched_on"]) == "2026-11-24"
    assert facts["cost_threshold"] == "sorted"


def test_the_day_of_despatch_is_a_local_one(report, letter, committed):
    report(letter, receipt(letter, transitionDate="2026-07-01T23:30:00Z"))
    assert str(make.facts(committed, letter)["despatched_on"]) == "2026-07-02"


@pytest.mark.parametrize(
    ("changes", "threshold"),
    [
        ({"mailingProduct": "MM ECONOMY"}, "sorted"),
        ({"mailingProduct": "UNSORTED"}, "unsorted"),
        ({"postageClass": "1ST"}, "unsorted"),
        ({"postageClass": "INTERNATIONAL", "mailingProduct": "INT EU"}, "unsorted"),
    ],
)
def test_how_the_post_counts_it(report, letter, committed, changes, threshold):
    report(letter, receipt(letter, despatchProperties=properties(other="x", **changes)))
    assert make.facts(committed, letter)["cost_threshold"] == threshold


def test_a_rejected_letter_is_a_technical_failure(report, letter, committed):
    document = receipt(letter, "REJECTED")
    del document["data"]["despatchProperties"]

    assert report(letter, document).status_code == 204
    assert make.facts(committed, letter)["status"] == "technical-failure"


@pytest.mark.parametrize("status", ["delivered", "technical-failure"])
def test_what_has_ended_is_left_alone(report, letter, committed, status):
    committed.execute(
        "update postroom.notifications set status = %s where id = %s", (status, letter)
    )
    report(letter, receipt(letter))
    report(letter, receipt(letter, "REJECTED"))

    facts = make.facts(committed, letter)
    assert (facts["status"], facts["despatched_on"]) == (status, None)


def test_other_sheets_than_ours_are_logged_and_nothing_else(report, letter, committed, capsys):
    report(letter, receipt(letter, despatchProperties=properties(totalSheets="3")))

    assert "printer counts other sheets" in capsys.readouterr().out
    assert make.facts(committed, letter)["billable_units"] == 1


def test_unknown_letters_are_none_of_the_printers_business(report):
    id = uuid.uuid4()
    assert report(id, receipt(id)).status_code == 204


@pytest.mark.parametrize("query", ["", "?token=", "?token=bad", "?token=%00", "?token=%F0%9F"])
def test_a_token_that_is_not_ours(app, query):
    answer = app.test_client().post(f"{PATH}{query}", data="not JSON")

    assert answer.status_code == 403
    assert answer.json == {
        "status_code": 403,
        "errors": [
            {
                "error": "InvalidRequest",
                "message": "A valid token must be provided in the query string",
            }
        ],
    }


def test_a_token_for_something_else_is_not_a_letters():
    box = SecretBox([make.SECRET_KEYS])
    assert letter_of(box, box.encrypt("ann@example.com")) is None


def test_a_receipt_for_another_letter(report, letter):
    answer = report(letter, receipt(uuid.uuid4()))
    assert answer.status_code == 400
    assert answer.json["errors"] == [
        {
            "error": "InvalidRequest",
            "message": "Notification ID in letter callback data does not match ID in token",
        }
    ]


def test_a_body_that_is_no_json(app, letter):
    path = link("", SecretBox([make.SECRET_KEYS]), letter)
    answer = app.test_client().post(path, data="{")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["message"] == "Invalid JSON supplied in POST data"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"id": None}, "id None is not of type string"),
        ({"time": "yesterday"}, "time yesterday is not a date-time"),
        ({"time": "2026-13-01T00:00:00Z"}, "time 2026-13-01T00:00:00Z is not a date-time"),
        ({"metadata": {}}, "metadata correlationId is a required property"),
        ({"data": 1}, "data 1 is not of type object"),
        ({"dataContentType": "text/xml"},
         "dataContentType text/xml is not one of [application/json]"),
    ],
)  # fmt: skip
def test_schema_errors(report, letter, change, error):
    answer = report(letter, {**receipt(letter), **change})
    assert answer.status_code == 400
    assert [e["message"] for e in answer.json["errors"]] == [error]


def test_what_must_be_there(report, letter):
    answer = report(letter, {})
    assert [e["message"] for e in answer.json["errors"]] == [
        f"{name} is a required property" for name in ("id", "time", "data", "metadata")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"jobId": "x"},
        {"jobStatus": "LOST"},
        {"transitionDate": "2026-11-24T23:30:00.5Z"},
        {"transitionDate": "2026-11-24T23:30:00+00:00"},
        {"despatchProperties": None},
        {"despatchProperties": properties(totalSheets=None, a="b")},
        {"despatchProperties": properties(postageClass=None, a="b")},
        {"despatchProperties": properties(mailingProduct=None, a="b")},
        {"despatchProperties": properties(mailingProduct=None)},
        {"despatchProperties": properties(totalSheets="one")},
        {"despatchProperties": properties(totalSheets=1)},
        {"despatchProperties": properties(postageClass="3RD")},
        {"despatchProperties": properties(mailingProduct="X")},
        {"despatchProperties": [1, 2, 3]},
        {"despatchProperties": [*properties(), *properties()]},
    ],
)
def test_despatches_that_say_too_little(report, letter, committed, change):
    answer = report(letter, receipt(letter, **change))

    assert answer.status_code == 400
    assert {e["error"] for e in answer.json["errors"]} == {"ValidationError"}
    assert make.facts(committed, letter)["status"] == "sending"
