"""The dialect: what the rules say beyond the cases of the contract."""

import pytest

from postroom.content.markdown import render
from postroom.content.markdown.email import EmailHTML, EmailPlain
from postroom.content.markdown.letter import LetterHTML


def html(text):
    return render(text, EmailHTML()).replace(" >", ">")


def plain(text):
    return render(text, EmailPlain())


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# title #", "<h2>title</h2>"),
        ("###", "<h3>#</h3>"),
        ("a\n* b", "<p>a</p><ul><li>b</li></ul></td></tr></table>"),
        ("a\n*b", "<p>a<br>*b</p>"),
        ("a\n# b", "<p>a</p><h2>b</h2>"),
        ("[a][k]\n\n[k]: https://k.example", '<p><a href="https://k.example">a</a></p>'),
        ("[k]\n\n[K]: https://k.example", '<p><a href="https://k.example">k</a></p>'),
        ("[a](x.example 'T')", '<p><a href="http://x.example" title="T">a</a></p>'),
        ("[a](mailto:b@x.example)", '<p><a href="mailto:b%40x.example">a</a></p>'),
        ("[a](<b>)", '<p><a href="http://%3Cb%3E">a</a></p>'),
        ("[a [b] c](d)", '<p><a href="http://d">a [b] c</a></p>'),
        ("[a](", "<p>[a](</p>"),
        ("![a](b) c", "<p> c</p>"),
        ("\\*a\\* \\a", "<p>*a* \\a</p>"),
        ("x[^1] y[^1]\n\n[^1]: n\n  m", "<p>x y[^1]</p><p>n<br>m</p>"),
        ("```\n* a\n```\nb", "* a<p>b</p>"),
        ("~~~ x\na", "<p>~~~ x<br>a</p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("\n\n\na", "<br><p>a</p>"),
        ("\na", "<p>a</p>"),
        (" \n \na", "<br><p>a</p>"),
        ("^ \n\n^ a", "<blockquote><br><p>a</p></blockquote></div>"),
        ("~~~~\na\n~~~\nb", "a<p>b</p>"),
        ("```\na\n````\nb", "a\n`<p>b</p>"),
        ("[a][k]\n\n[k\nm]: x", "<p>[a][k]</p>"),
        ("[a][k m]\n\n[k\nm]: x", '<p><a href="http://x">a</a></p>'),
        ("[a][ k]\n\n[k]: x", "<p>[a][ k]</p>"),
        ("٣. a", "<ol><li>a</li></ol></td></tr></table>"),
        ("x<span class='placeholder'>a", "<p>x<span class='placeholder'>a</p>"),
        ("a</span>", "<p>a&lt;/span&gt;</p>"),
        (
            "&lt;https://x.example&gt;",
            '<p>&lt;<a href="https://x.example&gt;">https://x.example&gt;</a></p>',
        ),
        ('[a](b "c "d")', '<p><a href="http://b" title="c "d">a</a></p>'),
        ('[a](b "c" d="e")', '<p><a href="http://b" title="c&quot; d=&quot;e">a</a></p>'),
    ],
)
def test_html(source, written):
    assert html(source) == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("1. a\n2. b", "\n\n1. a\n2. b"),
        ("[a](b 'T')", "\n\na (T): b"),
        ("<https://x.example>", "\n\nhttps://x.example"),
        ("<b>[a](b)</b>", "\n\n<b>[a](b)</b>"),
        ("\n\na", "\n\n\na"),
        ("* a\n\n  * b", "\n\n• a\n\n\n• b"),
        ("a\n*1. b", "\n\na\n\n• 1. b"),
        ("<div>\na\n</div>\n\n\nb", "<div>\na\n</div>\n\nb"),
        ("<div >a</div>\n\nb", "\n\n<div >a</div>\n\nb"),
        ("  <div a='>'>\n\nb", "  <div a='>'>\n\n\n\nb"),
        ("<!-- a\n\nb -->\n\nc", "<!-- a\n\nb -->\n\n\n\nc"),
        ("<!-->a", "\n\n&lt;!--&gt;a"),
        ("<br/>a</br>", "\n\n<br/>a&lt;/br&gt;"),
        ("<b a=c/>[x](y)</b>", "\n\n<b a=c/>[x](y)</b>"),
        ("<https:://x.example>", "\n\nhttps:://x.example"),
        ("<a@b@c.example>", "\n\na@b@c.example"),
        ("&a_b; &copy;", "\n\n&amp;a_b; &copy;"),
        ("https://x.example/?a=1&copy=2", "\n\nhttps://x.example/?a=1&amp;copy=2"),
    ],
)
def test_plain_text(source, written):
    assert plain(source) == written


def test_lists_and_insets_are_read_six_deep():
    nested = "\n".join(f"{'  ' * depth}* level {depth}" for depth in range(20))

    assert html(nested).count("<ul>") == 7
    assert html("^ " * 20 + "deep").count("<blockquote>") == 7


def test_a_link_in_a_letter_stays_as_written():
    assert render("[a](b) https://c.example", LetterHTML(str)) == (
        "<p>[a](b) <strong data-original-protocol='https://'>c.example</strong></p>"
    )


def test_blank_lines_in_front_of_any_block_are_one_break():
    for block in ("a", "# a", "* a", "1. a", "^ a", "---", "    a", "```\na\n```"):
        for blank in ("\n\n", "\n\n\n\n", " \n\t\n"):
            assert html(blank + block) == "<br>" + html(block)
            assert plain(blank + block) == "\n" + plain(block)
