"""Escaping for HTML targets (docs/contract/rendering.md, escaping)."""

import html
import re
from html.entities import html5

# Only what ends in a semicolon is an entity, so "&copy=1" in a web address stays. What may be
# the name is as in HTML, where the longest known beginning counts.
_KEPT = "&nbsp;|&amp;"
_MARK = re.compile(
    rf"{_KEPT}|&#(?:[0-9]+|[xX][0-9a-fA-F]+);"
    rf"|&(?P<name>(?:{_KEPT}|[^\t\n\f <&#;]){{1,32}};)|[&<>]"
)
_ENCODED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TABLE = str.maketrans(_ENCODED)
_NEEDS_WORK = re.compile("[&<>]")
_LAST_CODE_POINT = 0x10FFFF
_LONG_NUMBER = re.compile(r"&#0*+([0-9]*+)")


def escape_html(text: str) -> str:
    """Text that is safe between HTML tags.

    Entities are decoded first, so that what people pasted from a web page is not shown as
    source; "&nbsp;" and "&amp;" pass through. Quotes stay: never use this for an attribute
    (see `escape_attribute`).
    """
    if not _NEEDS_WORK.search(text):
        return text
    if "&" in text and ";" in text:
        return _MARK.sub(_escaped, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped(match: re.Match[str]) -> str:
    mark = match[0]
    if len(mark) == 1:
        return _ENCODED[mark]
    if match["name"]:
        return _named(match["name"])
    if mark[1] != "#":
        return mark
    return decode_entities(mark).translate(_TABLE)


def _named(name: str) -> str:
    """What "&" and the name given stand for, escaped; the name includes its semicolon."""
    if name in html5:
        return html5[name].translate(_TABLE)
    for end in range(len(name) - 1, 1, -1):
        if name[:end] in html5:
            return html5[name[:end]].translate(_TABLE) + escape_html(name[end:])
    return "&amp;" + escape_html(name)


def escape_attribute(text: str) -> str:
    """Already escaped text made safe between the double quotes of an attribute."""
    return text.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def escape_title(text: str) -> str:
    """An already escaped title. Quotes inside it stay as they are, as on the wire.

    Where a "=" follows one, what is behind it could become an attribute of its own, so there
    they are encoded.
    """
    if '"' in text and "=" not in text.partition('"')[2]:
        return text.replace("<", "&lt;").replace(">", "&gt;")
    return escape_attribute(text)


def decode_entities(text: str) -> str:
    """Plain text with every entity decoded: the last step of the plain-text email."""
    if "&" not in text:
        return text
    # Python refuses to read a number of thousands of digits.
    return html.unescape(_LONG_NUMBER.sub(_bounded, text) if "&#" in text else text)


def _bounded(match: re.Match[str]) -> str:
    return match[0] if len(match[1]) < 9 else f"&#{_LAST_CODE_POINT + 1}"
