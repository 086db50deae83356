"""CSV files of recipients: any bytes, errors, streaming."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.content.email import EmailTemplate
from postroom.content.guest_lists import comparable
from postroom.content.letters import LetterTemplate
from postroom.content.recipients import (
    MISSING,
    Options,
    RecipientFile,
    Row,
    UnreadableFile,
    decode,
)
from postroom.content.sms import SMSTemplate
from tests.rendering.summaries import (
    Limits,
    has_errors,
    more_international_sms_than_can_send,
    summarise,
)

TEMPLATES = [
    SMSTemplate("Hi ((name))"),
    EmailTemplate("S", "Hi ((name))"),
    LetterTemplate("S", "QR: ((name))"),
]
HEADERS = ["phone number", "email address", "name", "Name", "postcode", "address line 1", ""]
PIECES = st.sampled_from([*HEADERS, ",", ",", "\n", "\n", '"', "\r", " ", "07700900123", "a@b.cc"])
FILES = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()),
)


@given(FILES)
@settings(max_examples=600, deadline=None)
def test_any_bytes_end_in_rows_or_a_listed_error(data):
    for template in TEMPLATES:
        try:
            file = RecipientFile(decode(data), template)
            summary = summarise(file)
            rows = list(file.rows())
        except UnreadableFile:
            continue

        assert summary.row_count == len(rows)
        assert all(isinstance(row, Row) and row.index == n for n, row in enumerate(rows))
        assert has_errors(file, Limits(), summary) in (True, False)
        assert summary.rows_with_errors == sum(row.has_error for row in rows)


def test_a_cell_beyond_the_limit_is_a_listed_error():
    file = RecipientFile("phone number\n" + "x" * 200_000, SMSTemplate("Hi"))

    with pytest.raises(UnreadableFile):
        summarise(file)


def test_bytes_that_are_not_utf_8_are_a_listed_error():
    with pytest.raises(UnreadableFile):
        decode(b"phone number\n\xff\xfe")


def test_a_byte_order_mark_is_no_part_of_the_first_header():
    file = RecipientFile(decode(b"\xef\xbb\xbfphone number\n07700900123"), SMSTemplate("Hi"))

    assert file.headers == ["phone number"]


def test_a_bad_number_has_the_text_of_the_upload_page():
    file = RecipientFile("phone number\nabc\n+33612345678\n,", SMSTemplate("Hi"))

    bad, abroad = file.rows()

    assert bad.errors["phonenumber"].startswith("Mobile numbers can only include")
    assert abroad.errors["phonenumber"].startswith("This does not look like a UK mobile number")
    assert bad.bad_recipient


def test_an_empty_recipient_is_missing():
    text = "phone number,name\n,Bo\n\n07700900123,Al"
    file = RecipientFile(text, SMSTemplate("Hi ((name))"))

    first, blank, last = file.rows()

    assert first.errors == {"phonenumber": MISSING}
    assert blank.errors == {"phonenumber": MISSING, "name": MISSING}
    assert not last.has_error


def test_numbers_abroad_count_against_their_own_limit():
    text = "phone number\n+33612345678\n+33612345679\n07700900123"
    file = RecipientFile(text, SMSTemplate("Hi"), Options(international_sms=True))

    summary = summarise(file)

    assert summary.international == 2
    assert more_international_sms_than_can_send(Limits(remaining_international_sms=1), summary)


def test_rows_are_not_kept():
    text = "phone number,name\n" + "07700900123,Bo\n" * 20_000
    file = RecipientFile(text, SMSTemplate("Hi ((name))"))

    tracemalloc.start()
    count = sum(1 for _ in file.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 20_000
    # The reader's buffer takes eight bytes a character; kept rows would take sixty.
    assert peak < 10 * len(text)


def test_recipients_are_compared_however_they_are_written():
    assert comparable("+44 (0)7700 900123") == "447700900123"
    assert comparable(" A@X.Example ") == "a@x.example"
    assert comparable("07700 900123") == comparable("+447700900123")
    assert comparable("07700 900124") != comparable("+447700900123")
