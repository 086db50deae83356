"""What becomes of each row of a file, whatever is in it."""

import json
from uuid import UUID

import pytest

from postroom import csv_upload
from postroom.content.recipients import UnreadableFile

DETAILS = {
    "service_id": UUID("0a1b2c3d-1111-4222-8333-444455556666"),
    "email_files": [],
    "service_name": "A service",
    "prefix_sms": False,
    "restricted": False,
    "permissions": ["sms", "email", "letter"],
    "guests": [],
    "team": [],
    "template_type": "sms",
    "subject": None,
    "content": "Hello ((name))",
    "letter_welsh_subject": None,
    "letter_welsh_content": None,
    "postage": None,
    "reply_to_text": "POSTROOM",
}


def rows(text, first=0, **details):
    return list(
        csv_upload.read({**DETAILS, **details}, text.encode(), "https://files.example").rows(first)
    )


def statuses(text, **details):
    return [row.get("status", "created") for row in rows(text, **details)]


def test_a_text_message():
    (row,) = rows("phone number,name,colour\n 07700 900123 ,Bo,red\n")

    assert row == {
        "recipient": "07700 900123",
        "normalised_recipient": "447700900123",
        "personalisation": {"phonenumber": "07700 900123", "name": "Bo"},
        "client_reference": None,
        "billable_units": 1,
        "international": False,
        "phone_prefix": "44",
        "rate_multiplier": 1,
        "expects_receipt": True,
    }


def test_a_text_message_abroad_and_its_prefix_and_fragments():
    (row,) = rows(
        f"phone number,name\n+33612345678,{'x' * 150}\n",
        permissions=["international_sms"],
        prefix_sms=True,
    )

    assert (row["phone_prefix"], row["international"]) == ("33", True)
    assert (row["billable_units"], row["rate_multiplier"]) == (2, 2)


def test_an_email():
    (row,) = rows(
        "Email Address,name\nAnn@Example.com,Bo\n", template_type="email", subject="For ((name))"
    )

    assert (row["recipient"], row["normalised_recipient"]) == ("Ann@Example.com", "ann@example.com")
    assert row["personalisation"] == {"emailaddress": "Ann@Example.com", "name": "Bo"}


FILE = {
    "id": "11111111-1111-4222-8333-444455556666",
    "filename": "form.pdf",
    "link_text": "Your form",
    "retention_period": 26,
    "validate_users_email": True,
}


def test_an_email_with_a_file_of_its_template():
    good, bad = rows(
        "email address,name\nann@example.com,Ann\nnobody,Bo\n",
        template_type="email",
        subject="",
        content="Hello ((name)), see ((form.pdf))",
        email_files=[FILE],
    )

    (copy,) = good["copies"]
    link = copy.document.link("https://files.example")
    assert good["personalisation"]["form.pdf"] == f"[Your form]({link})"
    assert copy.document.address == "ann@example.com"
    assert copy.source == f"template-email-files/{DETAILS['service_id']}/{FILE['id']}"
    assert (bad["status"], "copies" in bad) == ("validation-failed", False)


LETTER = {"template_type": "letter", "subject": "Letter", "content": "Dear ((name))"}
ADDRESS = "address line 1,address line 2,address line 3,name\n"


def test_a_letter():
    (row,) = rows(ADDRESS + 'Bo,"1, Road",sw1a1aa,Bo\n', **LETTER, postage="first")

    assert row["recipient"] == "Bo\n1, Road\nSW1A 1AA"
    assert row["normalised_recipient"] == "bo1,roadsw1a1aa"
    assert (row["postage"], row["international"]) == ("first", False)
    assert len(row["letter_reference"]) == 16


def test_a_letter_abroad_goes_by_its_countrys_post():
    (row,) = rows(ADDRESS + "Bo,1 Rue,France,Bo\n", **LETTER, permissions=["international_letters"])

    assert (row["postage"], row["international"]) == ("europe", True)
    assert statuses(ADDRESS + "Bo,1 Rue,France,Bo\n", **LETTER) == ["validation-failed"]


@pytest.mark.parametrize("header", ["reference", "Reference", "REF_ER-ENCE"])
def test_a_column_called_reference_is_the_clients(header):
    (row,) = rows(f"phone number,{header},name\n07700900123,A 1,Bo\n")

    assert row["client_reference"] == "A 1"
    assert "reference" not in row["personalisation"]


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("phone number,name\n0790,Bo\n07700900123,Bo", {}),
        ("phone number,name\n,Bo\n07700900123,Bo", {}),
        ("phone number,name\n07700900123,\n07700900123,Bo", {}),
        ("phone number,name\n07700900123\n07700900123,Bo", {}),
        (f"phone number,name\n07700900123,{'x' * 919}\n07700900123,Bo", {}),
        ("phone number,name\n+33612345678,Bo\n07700900123,Bo", {}),
        ("phone number,name\n\n07700900123,Bo", {}),
        ("email address,name\nann@,Bo\nann@example.com,Bo", {"template_type": "email"}),
        (
            f"email address,name\nann@example.com,{'x' * 100_000}\nann@example.com,Bo",
            {"template_type": "email", "content": "((name))" * 21},
        ),
        (ADDRESS + "Bo,1 Road,Nowhere,Bo\nBo,1 Road,SW1A 1AA,Bo", LETTER),
    ],
)
def test_a_row_with_a_fault_is_kept_and_the_others_are_sent(text, details):
    assert statuses(text, **{"subject": "", **details}) == ["validation-failed", "created"]


def test_a_faulty_text_message_has_no_price():
    (row,) = rows("phone number,name\nnobody,Bo\n")

    assert row == {
        "status": "validation-failed",
        "recipient": "nobody",
        "normalised_recipient": "nobody",
        "personalisation": {"phonenumber": "nobody", "name": "Bo"},
        "client_reference": None,
        "phone_prefix": "+44",
        "rate_multiplier": 0,
    }


@pytest.mark.parametrize(
    "header", ["name", "phone number", "phone number,phone_number,name", "email address,name"]
)
def test_in_a_file_with_faulty_columns_every_row_is_kept(header):
    text = f"{header}\n07700900123,07700900123,Bo\n07700900124,07700900124,Al\n"

    assert statuses(text) == ["validation-failed"] * 2


def test_in_trial_mode_the_team_and_its_guests_are_sent_to():
    team = [
        {"email": "Ann@example.com", "mobile": "07700 900001"},
        {"email": "c@example.com", "mobile": None},
    ]
    details = {"restricted": True, "team": team, "guests": ["447700900002", "bo@example.com"]}
    numbers = "phone number,name\n+447700900001,A\n07700900002,B\n07700900003,C\n"
    addresses = "email address,name\nANN@example.com,A\nbo@example.com,B\nal@example.com,C\n"

    expected = ["created", "created", "validation-failed"]
    assert statuses(numbers, **details) == expected
    assert statuses(addresses, template_type="email", subject="", **details) == expected
    assert statuses(ADDRESS + "Bo,1 Road,SW1A 1AA,Bo\n", **LETTER, restricted=True) == [
        "validation-failed"
    ]


def test_rows_from_the_middle_are_the_rest_of_all_rows():
    text = "phone number,name\n" + "".join(f"077009001{n:02},Bo {n}\n" for n in range(20))

    assert rows(text, first=7) == rows(text)[7:]
    assert rows(text, first=20) == []


def test_nothing_in_a_row_is_unstorable():
    (row,) = rows("phone number,name\n07700\x00900123,B\x00o\n")

    assert "\\u0000" not in json.dumps(row)
    assert row["personalisation"]["name"] == "Bo"


@pytest.mark.parametrize(
    "data", [b"phone number\n\xff", b"phone number\n" + b"07700900123\n" * 100_001]
)
def test_a_file_that_cannot_be_read(data):
    with pytest.raises(UnreadableFile):
        csv_upload.read(DETAILS, data, "")


def test_a_file_with_nothing_in_it_has_no_rows():
    for text in ("", "phone number,name", "\n\n"):
        assert csv_upload.read(DETAILS, text.encode(), "").row_count == 0
        assert rows(text) == []
