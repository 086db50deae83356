"""Adversarial input: twice the length takes about twice the time, a megabyte is no danger."""

import time

import pytest

from postroom.content.autolink import autolink
from postroom.content.email import EmailTemplate, sanitise
from postroom.content.escaping import escape_html
from postroom.content.letters import LetterTemplate
from postroom.content.placeholders import names
from postroom.content.sms import SMSTemplate
from postroom.content.typography import nice
from postroom.content.whitespace import strip

PIECES = [
    "[",
    "]",
    "[a](",
    "[[a]",
    "![",
    '[a](b "',
    "[a][",
    "[k]: x\n[k]",
    "[^1]",
    "((",
    "((a",
    "))",
    "<",
    "<<b>",
    "<a ",
    "<x:",
    "&",
    "&amp",
    "* ",
    "*\n",
    "1. a\n\n",
    "* a\n  * b\n",
    "^ ",
    "^ ^ * ",
    "^ a\n\n* b\n\n",
    "```x\n",
    "~~~\n````\n",
    "# ",
    "#",
    "-",
    "- - ",
    "a\n-",
    "a\n---\n",
    "|",
    "| a |\n",
    " ",
    "a ",
    "   \n",
    "\n",
    "\t",
    " ,",
    "'",
    "\"' ",
    " - ",
    "@‘",
    "https://",
    "https://a.",
    "a.a",
    "www.a.b)",
    "\\",
    "\\*",
    "\u200b ",
    "🐟",
    "\ud800",
    "[x\n",
    "<!--",
    "<b></b><i>",
]
LENGTH = 100_000
# Generous, for shared machines; anything quadratic takes minutes at this length.
SECONDS = 6


def _everything(text):
    EmailTemplate("", "((v))").html({"v": text})
    EmailTemplate("", "((v))").plain_text({"v": text})
    EmailTemplate("", text).preheader({"v": 1})
    LetterTemplate("", "((v))").html({"v": text})
    SMSTemplate("((v))").render({"v": text})
    for step in (nice, autolink, sanitise, escape_html, strip, names):
        step(text)


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_repeated_marks_take_linear_time(piece):
    text = piece * (LENGTH // len(piece))

    start = time.process_time()
    _everything(text)

    assert time.process_time() - start < SECONDS


def test_a_megabyte_is_rendered():
    for text in ("word " * 200_000, "[" * 1_000_000, "* item\n" * 150_000, "'x\" " * 250_000):
        start = time.process_time()
        EmailTemplate("", "((v))").html({"v": text})
        EmailTemplate("", "((v))").plain_text({"v": text})

        assert time.process_time() - start < 20
