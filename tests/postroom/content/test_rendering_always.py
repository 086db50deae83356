"""What must hold for every template and every value."""

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.content.email import EmailTemplate, sanitise
from postroom.content.email_document import Branding
from postroom.content.escaping import escape_html
from postroom.content.letters import LetterTemplate
from postroom.content.markdown.email import styled
from postroom.content.placeholders import Text, key
from postroom.content.postal_addresses import PostalAddress
from postroom.content.sms import SMSTemplate
from tests.rendering.sms_preview import body_preview, preview

# Any text at all: lone surrogates and NUL included, and pieces that mean something.
MARKS = """((name)) ((list)) ((c??text)) (( )) ( ) [ ] ]( [a](b) ![x](y) * - 1. • ^ # ## --- ```
\\ | < > & &lt; <b> </a> ' " https://x.example/a @ , . [^1]: [k]:"""
ODD = ["\n", "\n\n", " ", "    ", "\t", "\r", "\ud800", "\x00", "\u200b", "\u2028", "\nQR: x"]
PIECES = st.sampled_from(MARKS.split() + ODD)
TEXT = st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=5)), max_size=30).map("".join)
VALUES = st.one_of(
    st.none(),
    st.dictionaries(
        st.sampled_from(["name", "NA ME", "list", "c", "address line 1", "a<b"]),
        st.one_of(
            TEXT,
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.lists(st.one_of(TEXT, st.none())),
        ),
    ),
)


@given(TEXT, TEXT, VALUES)
@settings(max_examples=300, deadline=None)
def test_rendering_never_raises(subject, content, values):
    email = EmailTemplate(subject, content)
    email.subject(values)
    email.subject_html(values)
    email.body(values)
    email.html_document(values, unsubscribe_link="https://x.example/u")
    email.plain_text(values)
    email.is_too_long(values)
    SMSTemplate(content).render(values, "Tide Office")
    body_preview(content, values)
    preview(content, values, prefix=subject, sender=subject, show_sender=True, show_recipient=True)
    letter = LetterTemplate(subject, content, contact_block=subject, welsh_content=content)
    letter.html(values)
    letter.address(values)
    letter.contact_block(values)
    letter.qr_code_too_long(values)
    sanitise(content)
    PostalAddress(content).as_personalisation  # noqa: B018


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = set()

    def handle_starttag(self, tag, attributes):
        self.tags.add((tag, frozenset(name for name, _ in attributes)))


OURS = {
    "p",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "div",
    "blockquote",
    "hr",
    "br",
    "a",
}
ATTRIBUTES = {"style", "href", "title", "role", "class"}


def _tags(html):
    reader = _Tags()
    reader.feed(html)
    return reader.tags


@given(TEXT, TEXT)
@settings(max_examples=500, deadline=None)
def test_no_html_gets_through_from_a_value(content, value):
    template = EmailTemplate("((name))", f"{content} ((name)) {value}")

    html = template.html(dict.fromkeys(["name", "list", "c", " "], value))

    for tag, attributes in _tags(html):
        assert tag in OURS | {"span"}
        assert attributes <= ATTRIBUTES
    assert not re.search(
        r"<(?!/?(?:p|h[23]|[uo]l|li|t[rd]|table|div|blockquote|hr|br|a|span)\b)", html
    )


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    '[x](https://x.example "t" onmouseover="alert(1)")',
    '[x](https://x.example/" onclick="alert(1))',
    "<p >not ours</p>",
    "https://x.example/'onclick='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
]


def test_hostile_values_become_text_or_plain_links():
    for value in HOSTILE:
        html = EmailTemplate("", "Hi ((name))").html({"name": value})

        for tag, attributes in _tags(html):
            assert tag in OURS
            assert attributes <= ATTRIBUTES, value
        assert 'href="javascript' not in html


def test_brand_texts_are_escaped_in_the_document():
    branding = Branding(
        govuk_banner=False, brand_banner=True, logo='x"><script>', text="<b>", colour='"><i>'
    )

    document = EmailTemplate("<i>", "x").html_document(branding=branding)

    assert "<script>" not in document
    assert "<b>" not in document
    assert "<i>" not in document


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_placeholders_found_are_placeholders_filled(content):
    text = Text(content)
    values = dict.fromkeys(text.names, "VALUE")

    for escaped in (False, True):
        assert "class='placeholder" not in text.fill(values, escaped=escaped)
    if text.names:
        assert "class='placeholder" in text.fill(None)
    assert SMSTemplate(content).missing(values) == []
    assert len(set(map(key, text.names))) == len(text.names)


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_a_value_is_never_expanded_again(value):
    assert Text("((name))").fill({"name": value, "c": "yes", "list": "x"}) == value


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_what_is_escaped_holds_no_tag_and_reads_as_it_was_written(text):
    escaped = escape_html(text)

    assert not re.search("[<>]", escaped)
    assert not re.search("&(?!(?:amp|lt|gt|nbsp);)", escaped)
    if "&" not in text:
        assert unescape(escaped) == text


@given(TEXT, st.sampled_from(["&", "&#", "&#x", "&#0000", "&copy"]), st.integers(1, 5000))
@settings(max_examples=100, deadline=None)
def test_numbers_of_any_length_are_read_as_entities(text, mark, count):
    template = EmailTemplate("", f"{text}{mark}{'9' * count};")

    template.html_document()
    template.plain_text()


@given(TEXT, VALUES)
@settings(max_examples=200, deadline=None)
def test_white_space_around_an_email_counts_for_no_limit(content, values):
    template = EmailTemplate("", f" \n{content}\n\t ")

    assert template.size(values) == len(template.body(values).encode("utf-8", "replace"))


def test_styles_are_put_only_on_our_own_tags():
    assert styled("&lt;p &gt;") == "&lt;p &gt;"
