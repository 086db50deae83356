"""Text messages: from a template and values to what a phone shows, and what it costs.

Lengths are in UTF-16 code units, as providers and the wire count them; the clean-up leaves
no character outside the basic plane, so that is `len`. The rules are in
docs/contract/rendering.md, text messages.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from postroom.content.characters import GSM_EXTENSION, WELSH_NON_GSM, downgrade
from postroom.content.placeholders import HIGHLIGHT_PLAIN, Placeholder, Text, by_key, key
from postroom.content.values import Values
from postroom.content.whitespace import collapse, drop_before_punctuation

MAX_LENGTH = 918  # Six fragments of 153 characters.

_EXTENSION = re.compile(f"[{re.escape(''.join(sorted(GSM_EXTENSION)))}]")
_WELSH = re.compile(f"[{''.join(sorted(WELSH_NON_GSM))}]")
_BLANK_LINES = re.compile(r"\n{3,}")
# Marks a placeholder while a template without values is cleaned: a noncharacter, so it
# stands in no text that was meant for a reader.
_UNFILLED = "\ufdd0"


def clean(text: str) -> str:
    """The text as laid out on the phone, before unsendable characters are replaced.

    Spaces before commas and full stops go, white space inside a line becomes one space,
    and at most one blank line in a row stays.
    """
    text = drop_before_punctuation(text)
    text = "\n".join([collapse(line) for line in text.splitlines()])
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip()


def _fragments(length: int, laid_out: str) -> int:
    """Fragments of a message of `length`, by what its text was before the replacements."""
    if not laid_out.isascii() and _WELSH.search(laid_out):
        return 1 if length <= 70 else -(-length // 67)
    length += len(_EXTENSION.findall(laid_out))
    return 1 if length <= 160 else -(-length // 153)


def fragment_count(text: str) -> int:
    """Fragments of a final text.

    The same as `SMS.fragments`, except for the few characters whose replacement is a Welsh
    letter outside GSM (such as U+1EA5, which is sent as U+00E2): the contract counts those
    by the text before the replacement.
    """
    return _fragments(len(text), text)


@dataclass(frozen=True, slots=True)
class SMS:
    """One rendered text message."""

    text: str
    """The final text with its prefix, in sendable characters only."""
    length: int
    """Characters without the prefix, as the length limit and the emptiness test count."""
    fragments: int
    """What is billed: the parts in which the text with its prefix travels."""

    @property
    def too_long(self) -> bool:
        """Longer than 918 characters without the prefix."""
        return self.length > MAX_LENGTH

    @property
    def empty(self) -> bool:
        """Nothing left besides the prefix."""
        return self.length == 0


class SMSTemplate:
    """A template parsed once: immutable, cacheable, shared by threads."""

    def __init__(self, content: str) -> None:
        self.content = Text(content)

    def __reduce__(self) -> tuple[type["SMSTemplate"], tuple[str]]:
        return SMSTemplate, (self.content.source,)

    def is_longer_than(self, length: int, values: Values | None = None) -> bool:
        """Whether the filled text has more characters, before any is cleaned away."""
        return self.content.length(values) > length

    @cached_property
    def placeholders(self) -> list[str]:
        """Names in order of first use, in the spelling of the first use."""
        return self.content.names

    def missing(self, values: Values | None) -> list[str]:
        """The placeholders that are absent from the values, or null."""
        known = by_key(values)
        return [name for name in self.placeholders if known.get(key(name)) is None]

    def render(self, values: Values | None = None, prefix: str | None = None) -> SMS:
        """The message with its measures; `prefix` is the service's name, or None for none.

        Without any value placeholders vanish; once there is one, those without a value stay
        visible. A prefix with spaces around it makes `length` too small by those spaces, as
        it does on the wire: trim service names when they are saved.
        """
        laid_out = self.laid_out(values, prefix)
        text = downgrade(laid_out)
        length = max(len(text) - len(prefix) - 2, 0) if prefix else len(text)
        return SMS(text, length, _fragments(len(text), laid_out))

    def text(self, values: Values | None = None, prefix: str | None = None) -> str:
        """The final text, as sent."""
        return downgrade(self.laid_out(values, prefix))

    def fragments(self, values: Values | None = None, prefix: str | None = None) -> int:
        """The number of fragments billed for the text with its prefix."""
        return self.render(values, prefix).fragments

    def length(self, values: Values | None = None, prefix: str | None = None) -> int:
        """Characters of the final text without its prefix."""
        return self.render(values, prefix).length

    def is_too_long(self, values: Values | None = None, prefix: str | None = None) -> bool:
        """Whether the text without its prefix is longer than 918 characters."""
        return self.render(values, prefix).too_long

    def is_empty(self, values: Values | None = None, prefix: str | None = None) -> bool:
        """Whether nothing is left of the text besides its prefix."""
        return not self._never_empty and self.render(values, prefix).empty

    @cached_property
    def _never_empty(self) -> bool:
        """Something is left without the values, which can only add to it."""
        return not self.render(dict.fromkeys(self.placeholders, "")).empty

    def laid_out(self, values: Values | None, prefix: str | None) -> str:
        """The text before unsendable characters are replaced, which decides the encoding."""
        text = self.content.fill(values, unfilled=HIGHLIGHT_PLAIN if values else _mark)
        if prefix:
            text = f"{prefix.strip()}: {text}"
        text = clean(text)
        return text if values else text.replace(_UNFILLED, "")


def _mark(placeholder: Placeholder) -> str:
    # A text over several lines does not keep the blanks on its two sides apart.
    return "" if len((placeholder.shown_text or "").splitlines()) > 1 else _UNFILLED
