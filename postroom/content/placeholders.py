"""Placeholders: ((name)) and ((name??text shown if the value says yes)).

A template is parsed once into literal text and placeholders, then filled as often as
needed. Values are never parsed, so a value that contains "((x))" is not expanded again.
The rules are in docs/contract/rendering.md, placeholders.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from postroom.content.escaping import escape_html
from postroom.content.values import (
    Values,
    as_bullets,
    as_text,
    by_key,
    in_words,
    is_shown,
    key,
    list_items,
)

__all__ = ["Highlight", "Placeholder", "Text", "by_key", "key", "names"]

# Linear: the class stops at the next bracket, and only "((" starts an attempt.
_PLACEHOLDER = re.compile(r"\(\(([^()]+)\)\)")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One marker of a template; `shown_text` is None unless it is a conditional."""

    name: str
    shown_text: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Highlight:
    """How placeholders without a value are shown."""

    html: bool = True
    brackets: bool = True
    """Without brackets a plain placeholder shows its name; a conditional keeps its form."""
    redacted: bool = False

    def __call__(self, placeholder: Placeholder) -> str:
        """The placeholder's stand-in; name and text are taken as already escaped."""
        return self._html(placeholder) if self.html else self._plain(placeholder)

    def _html(self, placeholder: Placeholder) -> str:
        if self.redacted:
            return "<span class='placeholder-redacted'>hidden</span>"
        name, text = placeholder.name, placeholder.shown_text
        if text is None and not self.brackets:
            return f"<span class='placeholder-no-brackets'>{name}</span>"
        if text is None:
            return f"<span class='placeholder'>&#40;&#40;{name}&#41;&#41;</span>"
        return f"<span class='placeholder-conditional'>&#40;&#40;{name}??</span>{text}&#41;&#41;"

    def _plain(self, placeholder: Placeholder) -> str:
        if self.redacted:
            return "[hidden]"
        name, text = placeholder.name, placeholder.shown_text
        if text is None and not self.brackets:
            return name
        return f"(({name}))" if text is None else f"(({name}??{text}))"


HIGHLIGHT = Highlight()
HIGHLIGHT_PLAIN = Highlight(html=False)


def _unchanged(text: str) -> str:
    return text


def names(text: str) -> list[str]:
    """The placeholders' names in order of first use, duplicates by key removed."""
    return Text(text).names


@dataclass(frozen=True)
class Text:
    """One text of a template (a body, a subject), parsed. Immutable, shared by threads."""

    source: str

    @cached_property
    def parts(self) -> tuple[str | Placeholder, ...]:
        """Literal text and placeholders, in order."""
        return tuple(_parts(self.source, _unchanged))

    @cached_property
    def escaped_parts(self) -> tuple[str | Placeholder, ...]:
        """The same for HTML targets: literals, names and conditional texts escaped."""
        return tuple(_parts(self.source, escape_html))

    @cached_property
    def names(self) -> list[str]:
        """The placeholders' names in order of first use, duplicates by key removed."""
        found: dict[str, str] = {}
        for part in self.parts:
            if isinstance(part, Placeholder):
                found.setdefault(part.key, part.name)
        return list(found.values())

    def length(self, values: Values | None) -> int:
        """About how many characters the filled text has at most, told without filling it."""
        known = by_key(values)
        return sum(
            len(part) if isinstance(part, str) else _filled_length(part, known)
            for part in self.parts
        )

    def fill(
        self,
        values: Values | None,
        *,
        escaped: bool = False,
        bullets: bool = False,
        unfilled: Callable[[Placeholder], str] = HIGHLIGHT,
    ) -> str:
        """The text with its placeholders replaced.

        `escaped` is for HTML targets: the text and each value are escaped, and so are the
        names of the values, which lets ((a&b)) be filled. `bullets` writes lists as
        markdown instead of words. A missing or null value leaves `unfilled(placeholder)`.
        """
        if escaped:
            parts, clean = self.escaped_parts, escape_html
        else:
            parts, clean = self.parts, _unchanged
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        known = _known(values, clean)
        filled = [
            part if isinstance(part, str) else _filled(part, known, clean, bullets, unfilled)
            for part in parts
        ]
        return "".join(filled)


def _filled_length(placeholder: Placeholder, known: dict[str, Any]) -> int:
    if placeholder.shown_text is not None:
        return len(placeholder.shown_text)
    value = known.get(placeholder.key, placeholder.name)
    items = value if isinstance(value, list | tuple) else [value]
    return sum(len(as_text(item)) for item in items)


def _parts(source: str, clean: Callable[[str], str]) -> Iterator[str | Placeholder]:
    end = 0
    for match in _PLACEHOLDER.finditer(source):
        if match.start() > end:
            yield clean(source[end : match.start()])
        name, marks, text = match[1].partition("??")
        name = clean(name)
        yield Placeholder(name, clean(text) if marks else None, key(name))
        end = match.end()
    if end < len(source) or not source:
        yield clean(source[end:])


def _known(values: Values | None, clean: Callable[[str], str]) -> dict[str, Any]:
    if not values:
        return {}
    return {key(clean(str(name))): value for name, value in values.items()}


def _filled(
    placeholder: Placeholder,
    known: dict[str, Any],
    clean: Callable[[str], str],
    bullets: bool,
    unfilled: Callable[[Placeholder], str],
) -> str:
    value = known.get(placeholder.key)
    if value is None:
        return unfilled(placeholder)
    if isinstance(value, list | tuple):
        items = list_items(value)
        value = as_bullets(items) if bullets else in_words(items)
    if placeholder.shown_text is not None:
        return placeholder.shown_text if is_shown(value) else ""
    return clean(as_text(value))
