"""Phone numbers: the short cut, stability, the texts of the public API."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postroom.content.phone_numbers import (
    InvalidPhoneNumber,
    allows_text_sender,
    clean,
    parse,
    parse_contact,
    parse_with_library,
    sends_receipts,
)

DIGITS = st.text("0123456789", min_size=8, max_size=10)
MOBILES = st.builds(
    lambda start, digits, spaces: _spaced(start + digits, spaces),
    st.sampled_from(["07", "+447", "00447", "447", "7", "0 7", "+44 7", "7700", "077009", "07911"]),
    DIGITS,
    st.sets(st.integers(1, 14), max_size=5),
)
NUMBERS = st.one_of(MOBILES, st.text("0123456789+()- ", max_size=18), st.text(max_size=15))


def _spaced(text, places):
    return "".join(f" {c}" if place in places else c for place, c in enumerate(text))


def outcome(read, text):
    try:
        return read(text)
    except InvalidPhoneNumber as error:
        return error.code


@given(NUMBERS)
@example("07700 900123")
@example("07911 123456")
@example("7624 123456")
@example("070 0000 0000")
@settings(max_examples=3000, deadline=None)
def test_the_short_cut_gives_the_answer_of_the_full_path(text):
    assert outcome(parse, text) == outcome(parse_with_library, text)


def test_the_short_cut_agrees_on_every_range_of_mobiles():
    for start in range(7000, 8000):
        for end in ("000000", "123456", "999999"):
            text = f"0{start}{end}"
            assert outcome(parse, text) == outcome(parse_with_library, text), text


@given(NUMBERS)
@settings(max_examples=1000, deadline=None)
def test_what_is_shown_and_stored_reads_as_the_same_number(text):
    number = outcome(parse, text)
    # A number for drama may have any length, and one too short is not read back.
    if isinstance(number, str) or (number.uk and len(number.normalised) < 12):
        return

    assert parse(number.human).normalised == number.normalised
    assert parse(f"+{number.normalised}") == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("07900900123456", "Too many digits"),
        ("+1202555012345", "Too many digits"),
        ("", "Not enough digits"),
        ("+440", "Not enough digits"),
        ("abc", "Must not contain letters or symbols"),
        ("+8816312345678", "Not a valid country prefix"),
        ("07", "Number is not valid – double check the phone number you entered"),
        ("0800 123 4567", "Number is not valid – double check the phone number you entered"),
    ],
)
def test_errors_are_the_texts_of_the_public_api(text, message):
    with pytest.raises(InvalidPhoneNumber) as error:
        parse(text)

    assert str(error.value) == message


def test_numbers_are_stored_as_typed_but_for_what_cannot_be_seen():
    assert clean("\u200b 07900 900\u00a0123 \n") == "07900 900123"


def test_emergency_numbers_are_no_contact():
    assert outcome(parse_contact, "999") == "unsupported_emergency_number"
    assert outcome(parse_contact, "101").normalised == "44101"


def test_the_rate_table_tells_of_receipts_and_senders():
    assert sends_receipts("44")
    assert not sends_receipts("1")
    assert allows_text_sender("44")
    assert not allows_text_sender("1664")
