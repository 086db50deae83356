from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.callbacks import texts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hello+there", "Hello there"),
        ("1%2B1%3D2", "1+1=2"),
        ("caf%C3%A9+%E2%82%AC", "café €"),
        ("two\\nlines\\tand+%22quotes%22", 'two\nlines\tand "quotes"'),
        ("two%5Cnlines", "two\nlines"),
        ("\\\\n stays", "\\n stays"),
        ("\\u00e9\\x41\\U0001F600\\101", "éA😀A"),
        ("\\ud83d\\ude00", "\ud83d\ude00"),
        ("C:\\dir \\q \\u12 \\x", "C:\\dir \\q \\u12 \\x"),
        ("\\UFFFFFFFF", "\\UFFFFFFFF"),
        ("100%", "100%"),
        ("%ff", "\ufffd"),
        ("", ""),
    ],
)
def test_mmg_text(written, read):
    assert texts.mmg_text(written) == read


@pytest.mark.parametrize(
    ("number", "stored"),
    [("447700900789", "07700900789"), ("07700900789", "07700900789"), ("61234", "61234")],
)
def test_our_number_is_stored_in_the_national_form(number, stored):
    assert texts.our_number(number) == stored


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("447700900123", "447700900123"),
        ("07700 900123", "447700900123"),
        ("+33612345678", "33612345678"),
        ("ALPHA", "ALPHA"),
        ("61234", "61234"),
        ("", ""),
    ],
)
def test_senders_without_a_phone_number_are_kept_as_they_are(given, kept):
    assert texts.sender(given) == kept


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-05-21+11%3A56%3A11", datetime(2017, 5, 21, 11, 56, 11, tzinfo=UTC)),
        ("2017-05-21 11:56:11", datetime(2017, 5, 21, 11, 56, 11, tzinfo=UTC)),
        ("2017-05-21T11:56:11Z", datetime(2017, 5, 21, 11, 56, 11, tzinfo=UTC)),
        (
            "2017-05-21T11:56:11%2B01:00",
            datetime(2017, 5, 21, 11, 56, 11, tzinfo=timezone(timedelta(hours=1))),
        ),
        # The plus is a blank, so there is no telling what the rest means.
        ("2017-05-21T11:56:11+01:00", None),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_time(text, moment):
    assert texts.time(text) == moment


@pytest.mark.parametrize(
    ("text", "stored"),
    [("\ud83d\ude00", "😀"), ("a\ud800b", "a\ufffdb"), ("a\0b", "a\ufffdb"), ("é😀", "é😀")],
)
def test_what_no_database_takes_is_marked(text, stored):
    assert texts.storable(text) == stored
