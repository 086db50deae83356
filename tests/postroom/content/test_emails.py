"""Emails: the document, the parts around the body, sanitising."""

from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.content.email import PREHEADER_LENGTH, EmailTemplate, sanitise
from postroom.content.email_addresses import normalise, validate
from postroom.content.email_document import Branding
from postroom.content.markdown import render
from postroom.content.markdown.email import EmailPreheader
from postroom.content.typography import nice
from postroom.content.whitespace import collapse

PARAGRAPHS = ["Plain words", "# Title", "* one\n* two", "^ inset", "---", "[a](https://x.example)"]


def test_the_document_is_whole_and_small():
    document = EmailTemplate("A & B", "Hello ((name))\n\n" * 60).html_document({"name": "Bo"})

    assert document.startswith("<!DOCTYPE html>")
    assert '<html lang="en"' in document
    assert "<title>A &amp; B</title>" in document
    assert len(document.encode()) < 100_000


def test_tables_around_the_text_are_not_read_out():
    logo = Branding(logo="https://x.example/l.png", text="Tide Office", colour="#ff0000")

    document = EmailTemplate("S", "* a").html_document(branding=logo)

    assert document.count("<table") == document.count('role="presentation"')
    assert 'alt="" aria-hidden="true"' in document


def test_a_preheader_cut_inside_a_tag_or_an_entity_is_mended():
    for content in ("x " * 120 + "((a name as long as this))", "a" * 253 + "&lt;b"):
        document = EmailTemplate("S", content).html_document()
        preheader = document.split('visibility: hidden;">')[1].split("…")[0]

        assert preheader.count("<span") == preheader.count("</span>")
        assert not preheader.endswith(("&", "&l", "&lt", "<"))


@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=150))
@settings(max_examples=150, deadline=None)
def test_the_preheader_read_from_the_start_is_that_of_the_whole(paragraphs):
    content = "\n\n".join(paragraphs)

    whole = collapse(nice(render(content, EmailPreheader())))[:PREHEADER_LENGTH]

    assert EmailTemplate("", content).preheader() == whole


def test_the_unsubscribe_link_ends_both_forms():
    template = EmailTemplate("S", "Hello")
    link = "https://x.example/u?a=1"

    assert f'href="{link}">Unsubscribe from these emails</a></p>' in template.html(
        unsubscribe_link=link
    )
    assert template.plain_text(unsubscribe_link=link).endswith(
        f"\n\nUnsubscribe from these emails: {link}\n"
    )


def test_sanitising_follows_the_example_of_the_contract():
    assert sanitise("x [c](http://e.com) www.foo.com *b*") == (
        "x \\[c\\]\\(\\) www\\. foo\\. com \\*b\\*"
    )


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_a_sanitised_value_links_to_nothing(value):
    assert "<a " not in EmailTemplate("", "((v))").html({"v": sanitise(value)})


def test_addresses_keep_their_case_until_they_are_matched():
    assert validate("\u200b A.B@X.Example ") == "A.B@X.Example"
    assert normalise("A.B@X.Example") == "a.b@x.example"
