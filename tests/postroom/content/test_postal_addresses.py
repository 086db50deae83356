"""Postal addresses: the public API's texts, countries, round trips."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.content import countries
from postroom.content.data import load
from postroom.content.postal_addresses import (
    BAD_START,
    BFPO_WITH_COUNTRY,
    NO_FIXED_ABODE,
    NO_POSTCODE,
    NO_POSTCODE_OR_COUNTRY,
    NOT_ALPHANUMERIC,
    NOT_ENOUGH_LINES,
    TOO_MANY_LINES,
    PostalAddress,
    lines_from_personalisation,
)


@pytest.mark.parametrize(
    ("lines", "international", "error"),
    [
        ("A/B/SW1A 1AA", False, None),
        ("A/SW1A 1AA", False, NOT_ENOUGH_LINES),
        ("1/2/3/4/5/6/7/SW1A 1AA", False, TOO_MANY_LINES),
        ("-/B/SW1A 1AA", False, NOT_ALPHANUMERIC),
        ("A/B/BFPO 57/France", True, BFPO_WITH_COUNTRY),
        ("A/B/Nowhere", False, NO_POSTCODE),
        ("A/B/Nowhere", True, NO_POSTCODE_OR_COUNTRY),
        ("A/B/France", False, NO_POSTCODE),
        ("A/(B/SW1A 1AA", False, BAD_START),
        ("A/nfa/SW1A 1AA", False, NO_FIXED_ABODE),
        ("A/B/BFPO 57", False, None),
    ],
)
def test_the_first_rule_that_fails_is_told(lines, international, error):
    assert PostalAddress(lines.replace("/", "\n"), international).error == error


@given(st.text(max_size=80), st.booleans())
@settings(max_examples=300)
def test_normalising_twice_changes_nothing(raw, international):
    once = PostalAddress(raw, international)

    assert PostalAddress(once.normalised, international).lines == once.lines


def test_every_country_is_found_under_each_of_its_names():
    for name, spellings in load("countries")["names"].items():
        for spelling in [name, *spellings]:
            assert countries.find(spelling).name == name


def test_exact_keys_make_the_address_of_a_request():
    values = {"address_line_1": "A", "address_line_2": "B\nC", "postcode": "SW1A 1AA", "x": 1}

    assert lines_from_personalisation(values) == "A\nB\nC\nSW1A 1AA"
    assert lines_from_personalisation(values | {"address_line_7": None}) == "A\nB\nC"
