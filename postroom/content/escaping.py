"""Escaping for HTML targets (rendering rules, section 3)."""

import html
import re
from html.entities import html5

# Only entities that end in a semicolon are decoded, so "&copy=1" in a web address stays.
_ENTITY = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{0,31});")
_KEPT = ("&nbsp;", "&amp;")
_ENCODED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_NEEDS_WORK = re.compile("[&<>]")


def _decoded(match: re.Match[str]) -> str:
    entity = match[0]
    # The library would also take "&copyright;" for "&copy" and "right;".
    known = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if known and entity not in _KEPT else entity


def escape_html(text: str) -> str:
    """Text that is safe between HTML tags.

    Entities are decoded first, so that what people pasted from a web page is not shown as
    source; "&nbsp;" and "&amp;" pass through. Quotes stay: never use this for an attribute
    (see `escape_attribute`).
    """
    if not _NEEDS_WORK.search(text):
        return text
    if "&" not in text:
        return text.translate(_ENCODED)
    # The kept entities split the text, so that their own "&" is not encoded again.
    parts = re.split("(&nbsp;|&amp;)", _ENTITY.sub(_decoded, text))
    parts[::2] = [part.translate(_ENCODED) for part in parts[::2]]
    return "".join(parts)


def escape_attribute(text: str) -> str:
    """Already escaped text made safe between the double quotes of an attribute."""
    return text.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def decode_entities(text: str) -> str:
    """Plain text with every entity decoded: the last step of the plain-text email."""
    return html.unescape(text) if "&" in text else text
