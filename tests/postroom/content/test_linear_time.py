"""Adversarial input: twice the length takes about twice the time, a megabyte is no danger."""

import gc
import time

import pytest

from bench.content import DENSE, PROSE, SHAPES, shape_seconds
from postroom.content.email import EmailTemplate, sanitise
from postroom.content.escaping import escape_html
from postroom.content.letters import LetterTemplate
from postroom.content.placeholders import names
from postroom.content.sms import SMSTemplate
from postroom.content.typography import nice
from postroom.content.whitespace import strip
from tests.rendering.autolink import autolink

pytestmark = pytest.mark.slow

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
    "<p a=\n",
    "<p a=",
    "<aa></bb>\n\n",
    "<!-- a -->",
    "[k\n",
    "[k]: x (",
    "~~~~~a\n~~~",
    "~" * 50 + "\n",
    "&#9",
    "'\n",
    ">'",
    "<a'",
    "@‘ ",
    *DENSE,
]
LENGTH = 50_000


@pytest.fixture(autouse=True)
def others_memory():
    """What other tests have left is not looked through for garbage while time is measured."""
    gc.freeze()
    yield
    gc.unfreeze()


# Generous, for shared machines; anything quadratic takes a minute at this length.
SECONDS = 3


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


@pytest.mark.parametrize("piece", SHAPES, ids=repr)
def test_no_shape_takes_more_than_five_times_what_prose_takes(piece):
    length = 100_000

    # Both side by side, and again if another process was in the way.
    for _ in range(5):
        times = shape_seconds(piece, length) / shape_seconds(PROSE, length)
        if times <= 5:
            break

    assert times <= 5


@pytest.mark.parametrize("piece", [*SHAPES, *DENSE], ids=repr)
def test_eight_times_the_length_takes_about_eight_times_as_long(piece):
    for _ in range(5):
        times = shape_seconds(piece, 80_000) / max(shape_seconds(piece, 10_000), 0.0005)
        if times < 12:
            break

    assert times < 12
