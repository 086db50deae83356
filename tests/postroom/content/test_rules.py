"""What the rules leave to be read between their examples: empty, doubled, nested, with options."""

from datetime import datetime

import pytest

from api.internal.services.names import normalise
from api.public.letter_times import letter_times
from postroom.content import countries, email_addresses
from postroom.content.dates import is_working_day
from postroom.content.email import EmailTemplate
from postroom.content.escaping import escape_html
from postroom.content.letters import LetterTemplate
from postroom.content.phone_numbers import InvalidPhoneNumber, parse
from postroom.content.placeholders import Highlight, Text
from postroom.content.postal_addresses import PostalAddress
from postroom.content.recipients import RecipientFile
from postroom.content.sms import SMSTemplate
from postroom.content.typography import nice
from tests.rendering.sms_preview import preview
from tests.rendering.summaries import Limits, has_errors, summarise


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("&copy", "&amp;copy"),
        ("&copypy;", "©py;"),
        ("&amp```;", "&amp;```;"),
        ("&gtt;", "&gt;t;"),
        ("&ampamp;", "&amp;amp;"),
        ("&nbsp;&nbsp;", "&nbsp;&nbsp;"),
        ("&lt&nbsp;;", "&lt;&nbsp;;"),
        ("&#0000000000060;", "&lt;"),
        ("&#99999999999999999999;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&;", "&amp;;"),
        ("&&lt;;", "&amp;&lt;;"),
        ("&notanentity;", "¬anentity;"),
    ],
)
def test_entities_are_decoded_by_the_rules_of_html_where_they_end_in_a_semicolon(text, escaped):
    assert escape_html(text) == escaped


def test_a_number_of_thousands_of_digits_is_an_entity_in_plain_text_too():
    assert EmailTemplate("", f"a &#{'9' * 5000}; b").plain_text() == "a \ufffd b\n"


@pytest.mark.parametrize(
    ("highlight", "shown"),
    [
        (
            Highlight(brackets=False),
            "<span class='placeholder-no-brackets'>a</span> "
            "<span class='placeholder-conditional'>&#40;&#40;b??</span>c&#41;&#41;",
        ),
        (Highlight(html=False, brackets=False), "a ((b??c))"),
        (Highlight(html=False, brackets=False, redacted=True), "[hidden] [hidden]"),
    ],
)
def test_only_a_plain_placeholder_loses_its_brackets(highlight, shown):
    assert Text("((a)) ((b??c))").fill(None, unfilled=highlight) == shown


def test_a_preview_without_downgrading_shows_what_was_written():
    assert preview("“x” 🐟", downgraded=False).endswith("\n  “x” 🐟\n</div>")
    assert preview("“x” 🐟").endswith('\n  "x" ?\n</div>')


def test_blanks_around_a_hidden_text_of_several_lines_are_one():
    assert SMSTemplate("a ((c??x\ny)) b").text() == "a b"
    assert SMSTemplate("a ((c??x)) b").text() == "a  b"
    assert SMSTemplate("a ((c??x\ny)) b").text({"c": "no"}) == "a b"


@pytest.mark.parametrize(
    ("name", "local_part"),
    [
        ("a_b", "ab"),
        ("_", ""),
        ("A__B-c. .d", "abc.d"),
        (" .x. ", "x"),
        ("Crème Brûlée", "creme.brulee"),
        # Letters are taken apart, not exchanged for their like.
        ("1ª Lía ﬁn", "1ª.lia.ﬁn"),
        ("ZoE\u0308", "zoe"),
    ],
)
def test_a_local_part_holds_letters_digits_and_single_dots(name, local_part):
    assert normalise(name) == local_part


def test_a_quote_after_a_stray_bracket_is_no_part_of_a_tag():
    assert nice("a > 'b'") == "a > ‘b’"
    assert nice(">'x'") == ">’x’"
    assert nice("<b>'x'</b> < 'y'") == "<b>‘x’</b> < ‘y’"


@pytest.mark.parametrize(
    ("raw", "lines", "zone"),
    [
        ("Paris\nFRANCE\nUK", ["Paris", "FRANCE"], "united-kingdom"),
        ("FRANCE\nEngland\nUK", ["FRANCE"], "united-kingdom"),
        ("A\nBFPO 57\nGermany", ["A", "BFPO 57", "Germany"], "europe"),
        ("A\nBFPO 57\nUK", ["A", "BFPO 57"], "united-kingdom"),
        ("BFPO 57\nA\nBF1 2AA", ["A", "BF1 2AA", "BFPO 57"], "united-kingdom"),
        ("England\n \n", [], "united-kingdom"),
        ("Wales\nUnited Kingdom", [], "united-kingdom"),
        (" \n ", [""], "united-kingdom"),
        ("A\nB\ntenerife", ["A", "B", "Canary Islands"], "europe"),
        ("A\nB\nMALLORCA", ["A", "B", "Balearic Islands"], "europe"),
    ],
)
def test_the_last_line_alone_names_a_country(raw, lines, zone):
    address = PostalAddress(raw, allow_international=True)

    assert address.lines == lines
    assert address.postage_zone == zone
    if "BFPO" in raw and address.country:
        assert address.error == "The last line of a BFPO address must not be a country."
    assert list(address.as_personalisation) == [
        *(f"address_line_{number}" for number in range(1, 7)),
        "postcode",
        "address_line_7",
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Hawaii", "United States"),
        ("Puerto Rico", "Puerto Rico"),
        ("Bosnia", None),
        ("La  Gomera", "Canary Islands"),
        ("Congo-Brazzaville", "Congo"),
        ("USSR", None),
        ("the", None),
        ("", None),
    ],
)
def test_countries_by_their_other_names(line, name):
    found = countries.find(line)

    assert (found.name if found else None) == name


def test_a_holiday_at_a_weekend_is_observed_on_another_day():
    assert is_working_day(datetime(2026, 12, 26).date(), saturdays=True)
    assert not is_working_day(datetime(2026, 12, 28).date())

    times = letter_times(datetime(2026, 12, 23, 12), "first")

    assert times.printed_by.isoformat() == "2026-12-24T15:00:00+00:00"
    assert times.earliest_delivery == times.latest_delivery
    assert times.latest_delivery.isoformat() == "2026-12-26T16:00:00+00:00"


def test_a_code_with_a_placeholder_is_a_box_in_three_parts():
    html = LetterTemplate("", "QR: https://x.example/((id))").html()

    assert html.replace("\u2011", "-") == (
        "<p>\n"
        "<div class='qrcode-placeholder'>\n"
        "    <div class='qrcode-placeholder-border'>\n"
        "        <div class='qrcode-placeholder-content'>\n"
        "            <span class='qrcode-placeholder-content-background'>https://x.example/"
        "<span class='placeholder'>&#40;&#40;id&#41;&#41;</span></span>\n"
        "        </div>\n"
        "    </div>\n"
        "</div>\n"
        "</p>"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+44 7700 90", "invalid_number"),
        ("0044770090", "invalid_number"),
        ("+1 202-555-0", "invalid_number"),
        ("07700", "too_short"),
        ("+447", "too_short"),
        ("116123", "too_short"),
        ("07900900123456", "too_long"),
    ],
)
def test_too_few_digits_are_told_by_how_they_were_written(text, code):
    with pytest.raises(InvalidPhoneNumber) as error:
        parse(text)

    assert error.value.code == code


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("a@xn--r8jz45g.example", True),
        ("a@x.xn--p1ai", True),
        ("a@x.xn--p1axn--p1ai", False),
        ("a@xn--abc.example", False),
        ("a@xn--.example", False),
        ("a@x--y.example", True),
    ],
)
def test_an_encoded_label_must_decode(address, valid):
    if valid:
        assert email_addresses.validate(address) == address
    else:
        with pytest.raises(email_addresses.InvalidEmailAddress):
            email_addresses.validate(address)


def test_a_recipient_column_that_is_there_twice_is_the_one_error():
    file = RecipientFile("email address,email_address\na@x.example,", EmailTemplate("S", "x"))
    (row,) = file.rows()

    assert file.duplicate_recipient_column_headers == ["email address", "email_address"]
    assert (row.recipient, row.errors, row.has_error) == (None, {}, False)
    assert has_errors(file, Limits(), summarise(file))
