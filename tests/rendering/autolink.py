"""Web addresses made links in previews of text messages.

See docs/contract/rendering.md, text messages.
"""

import re

from postroom.content.markdown.email import href

_ADDRESS = re.compile(
    r"(?<![@.\w-])(?:https?://)?(?:[\w-]++\.)+[a-z]{2,63}\b(?!@)(?:[/?#][^\s<]*)?", re.IGNORECASE
)
_PAIRS = {")": "(", "]": "["}


def autolink(text: str, css_class: str | None = None) -> str:
    """Escaped text with its web addresses as links, `css_class` on each."""
    extra = f'class="{css_class}" ' if css_class else ""
    return _ADDRESS.sub(lambda match: _link(match[0], extra), text)


def _link(address: str, extra: str) -> str:
    end = _end(address)
    address, rest = address[:end], address[end:]
    return f'<a {extra}href="{href(address)}">{address}</a>{rest}'


def _end(address: str) -> int:
    """Where the address ends: before trailing punctuation and brackets it did not open."""
    end = len(address)
    surplus = {close: address.count(close) - address.count(open) for close, open in _PAIRS.items()}
    while end:
        last = address[end - 1]
        if last in _PAIRS and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in ".,:":
            break
        end -= 1
    return end
