"""Emails: subject, HTML and plain text from one template (docs/contract/rendering.md, emails)."""

import re
from functools import cached_property

from postroom.content.email_document import GOVUK, Branding, document
from postroom.content.escaping import decode_entities
from postroom.content.markdown import render
from postroom.content.markdown.email import EmailHTML, EmailPlain, EmailPreheader, styled
from postroom.content.placeholders import Text, by_key, key
from postroom.content.typography import nice
from postroom.content.values import Values
from postroom.content.whitespace import collapse

MAX_BODY_BYTES = 2_000_000
PREHEADER_LENGTH = 256
# Characters of a body that are read for it, unless what they say is too little.
ENOUGH_FOR_PREHEADER = 20_000
PREHEADER_MARGIN = 2 * PREHEADER_LENGTH

# Mail programs would make a link of GOV.UK; a zero-width space after the dot prevents it.
_GOVUK = re.compile(r"[gG][oO][vV]\.(?=[uU][kK](?![/?#]))")
_DROPPED = str.maketrans(dict.fromkeys("\u2028\u3164"))

_HTML, _PLAIN, _PREHEADER = EmailHTML(), EmailPlain(), EmailPreheader()

# A web address, as `sanitise` sees one.
_ADDRESS = re.compile(
    r"(?<![@.\w-])(?:https?://)?(?:[\w-]++\.)+[a-z]{2,63}(?!@)(?:[/?#][^\s<]*)?", re.IGNORECASE
)
_HARMLESS_ADDRESS = re.compile(r"[A-Za-z0-9.-]+")
_MARKDOWN = re.compile(r"([`*_()\\{}\[\]<>#+\-.!|])")


class EmailTemplate:
    """A template parsed once: immutable, cacheable, shared by threads."""

    def __init__(self, subject: str, content: str) -> None:
        self._subject = Text(subject)
        self._content = Text(content)

    def __reduce__(self) -> tuple[type["EmailTemplate"], tuple[str, str]]:
        return EmailTemplate, (self._subject.source, self._content.source)

    def is_longer_than(self, length: int, values: Values | None = None) -> bool:
        """Whether subject and body together have more characters once they are filled."""
        return self._subject.length(values) + self._content.length(values) > length

    @cached_property
    def placeholders(self) -> list[str]:
        """Names in order of first use, subject before body, in the spelling of the first."""
        found: dict[str, str] = {}
        for name in (*self._subject.names, *self._content.names):
            found.setdefault(key(name), name)
        return list(found.values())

    def missing(self, values: Values | None) -> list[str]:
        """The placeholders that are absent from the values, or null."""
        known = by_key(values)
        return [name for name in self.placeholders if known.get(key(name)) is None]

    def subject(self, values: Values | None = None) -> str:
        """The subject as sent: not escaped."""
        return collapse(nice(self._subject.fill(values)))

    def subject_html(self, values: Values | None = None) -> str:
        """The subject for a page."""
        return collapse(nice(self._subject.fill(values, escaped=True)))

    def body(self, values: Values | None = None) -> str:
        """The markdown with its placeholders filled, as the API returns it."""
        return self._content.fill(values, bullets=True).strip()

    def size(self, values: Values | None = None) -> int:
        """UTF-8 bytes of the filled body without outer white space, as the limit counts them."""
        length = self._content.length(values)
        if length > 10 * MAX_BODY_BYTES:
            return length  # Too much to fill only to count it exactly.
        return len(self.body(values).encode("utf-8", "replace"))

    def is_too_long(self, values: Values | None = None) -> bool:
        """Whether the body is larger than 2,000,000 bytes."""
        return self.size(values) > MAX_BODY_BYTES

    def is_empty(self, values: Values | None = None) -> bool:
        """Whether a body that is all placeholders came out blank; no other body is tested."""
        content = self._content.source
        return content.startswith("((") and content.endswith("))") and not self.body(values).strip()

    def html(self, values: Values | None = None, *, unsubscribe_link: str | None = None) -> str:
        """The body as an HTML fragment without a document around it."""
        return styled(nice(render(self._source(values, unsubscribe_link, escaped=True), _HTML)))

    def plain_text(
        self, values: Values | None = None, *, unsubscribe_link: str | None = None
    ) -> str:
        """The plain-text alternative, ending in one newline."""
        text = nice(render(self._source(values, unsubscribe_link, escaped=False), _PLAIN))
        return decode_entities(text).lstrip().rstrip("\n") + "\n"

    def preheader(self, values: Values | None = None) -> str:
        """The first 256 characters of the body's words, escaped."""
        source = self._source(values, None, escaped=True)
        # Some paragraphs are enough, unless what comes later can change how they read.
        if not any(mark in source for mark in ("]:", "```", "~~~")):
            some = source.find("\n\n", 3 * PREHEADER_LENGTH, ENOUGH_FOR_PREHEADER)
            for cut in (some, ENOUGH_FOR_PREHEADER):
                if 0 < cut < len(source) and len(text := words(source[:cut])) > PREHEADER_MARGIN:
                    return text[:PREHEADER_LENGTH]
        return words(source)[:PREHEADER_LENGTH]

    def html_document(
        self,
        values: Values | None = None,
        *,
        branding: Branding = GOVUK,
        unsubscribe_link: str | None = None,
        complete: bool = True,
    ) -> str:
        """The HTML that is sent; without `complete`, only what goes between the body tags."""
        return document(
            subject=self.subject_html(values),
            preheader=self.preheader(values),
            body=self.html(values, unsubscribe_link=unsubscribe_link),
            branding=branding,
            complete=complete,
        )

    def _source(self, values: Values | None, unsubscribe_link: str | None, *, escaped: bool) -> str:
        """Markdown ready to be rendered."""
        text = self._content.fill(values, escaped=escaped, bullets=True)
        if unsubscribe_link:
            link = f"\n\n---\n\n[Unsubscribe from these emails]({unsubscribe_link})"
            text += Text(link).fill(values, escaped=escaped)
        text = _GOVUK.sub(_guarded, text)
        return text if text.isascii() else text.translate(_DROPPED)


def words(source: str) -> str:
    """The words of a text that is ready to be rendered, escaped, without any mark."""
    return collapse(nice(render(source, _PREHEADER)))


def sanitise(value: str) -> str:
    """A value that shows as plain words: no links, no markdown.

    See docs/contract/sending.md, sanitised values.

    Web addresses are broken up with a space after each dot, or dropped if they hold more
    than letters, digits, dots and hyphens; then markdown characters get a backslash.
    """
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub(_broken_up, value))


def _guarded(match: re.Match[str]) -> str:
    """GOV.UK with a space of no width, at the start of a word or after one of "#*^" there."""
    text, start = match.string, match.start()
    if start and text[start - 1] in "#*^":
        start -= 1
    return match[0] if start and not text[start - 1].isspace() else f"{match[0]}\u200b"


def _broken_up(match: re.Match[str]) -> str:
    address = match[0]
    return address.replace(".", ". ") if _HARMLESS_ADDRESS.fullmatch(address) else ""
