"""Letters: subject, body, address block and the other parts of the page.

See docs/contract/rendering.md, letters.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from postroom.content.escaping import decode_entities, escape_html
from postroom.content.markdown import render
from postroom.content.markdown.letter import LetterHTML
from postroom.content.placeholders import Highlight, Text, by_key, key
from postroom.content.postal_addresses import MAX_LINES, MIN_LINES, PostalAddress
from postroom.content.typography import nice
from postroom.content.values import Values, as_text
from postroom.content.whitespace import collapse, drop_before_punctuation

MAX_PAGES = 10
MAX_QR_BYTES = 504  # What error correction M leaves of version 17, the largest that prints well.

_ADDRESS_LINES = [Text(f"((address line {number}))") for number in range(1, 8)]
_NO_BRACKETS = Highlight(brackets=False)
# What stands in place of a QR code while one of its placeholders has no value: the text on a
# background, in a box within a border.
_QR_BLOCKS = ("qrcode-placeholder", "qrcode-placeholder-border", "qrcode-placeholder-content")
# Stands for a QR code while the typography, which must not touch an SVG, is at work.
_QR_MARK = "\ufdd0{}\ufdd1"
_QR_MARKED = re.compile("\ufdd0([0-9]+)\ufdd1")
_NON_BREAKING_HYPHEN = "\u2011"


@dataclass(frozen=True, slots=True)
class QRCodeTooLong:
    """A QR code that no phone would read; error code "qr-code-too-long" on the wire."""

    data: str
    num_bytes: int
    max_bytes: int = MAX_QR_BYTES


def sheets(pages: int | None) -> int:
    """Sheets of paper, which are the billable units: two pages each."""
    return -(-(pages or 0) // 2)


def is_too_long(pages: int | None) -> bool:
    """More than ten pages."""
    return (pages or 0) > MAX_PAGES


class LetterTemplate:
    """A template parsed once: immutable, cacheable, shared by threads."""

    def __init__(
        self,
        subject: str,
        content: str,
        *,
        contact_block: str | None = None,
        welsh_subject: str | None = None,
        welsh_content: str | None = None,
    ) -> None:
        lines = [line.strip() for line in (contact_block or "").split("\n")]
        self._contact_block = Text("\n".join(lines).strip())
        self._subjects = {"english": Text(subject), "welsh": Text(welsh_subject or "")}
        self._contents = {"english": Text(content), "welsh": Text(welsh_content or "")}

    def is_longer_than(self, length: int, values: Values | None = None) -> bool:
        """Whether all its texts together have more characters once they are filled."""
        texts = [self._contact_block, *self._subjects.values(), *self._contents.values()]
        return sum(text.length(values) for text in texts) > length

    @cached_property
    def placeholders(self) -> list[str]:
        """Names in order: contact block, Welsh subject and body, subject, body."""
        texts = [self._contact_block]
        for language in ("welsh", "english"):
            texts += [self._subjects[language], self._contents[language]]
        found: dict[str, str] = {}
        for text in texts:
            for name in text.names:
                found.setdefault(key(name), name)
        return list(found.values())

    def missing(self, values: Values | None) -> list[str]:
        """The placeholders that are absent from the values, or null."""
        known = by_key(values)
        return [name for name in self.placeholders if known.get(key(name)) is None]

    def subject(self, values: Values | None = None, *, language: str = "english") -> str:
        """The subject, escaped, as the API returns it too."""
        return collapse(nice(self._subjects[language].fill(values, escaped=True)))

    def body(self, values: Values | None = None, *, language: str = "english") -> str:
        """The markdown with its placeholders filled, as the API returns it."""
        return self._contents[language].fill(values, bullets=True).strip()

    def is_empty(self, values: Values | None = None) -> bool:
        """Whether a body that is all placeholders came out blank; no other body is tested."""
        content = self._contents["english"].source
        return content.startswith("((") and content.endswith("))") and not self.body(values).strip()

    def html(self, values: Values | None = None, *, language: str = "english") -> str:
        """The body as HTML. Every hyphen in it, even of a tag, is a non-breaking one."""
        codes: list[str] = []

        def mark(data: str) -> str:
            if "<span class='placeholder" in data:
                return _qr_placeholder(data)
            codes.append(f"<div class='qrcode'>{_qr_svg(decode_entities(data))}</div>")
            return _QR_MARK.format(len(codes) - 1)

        source = self._contents[language].fill(values, escaped=True, bullets=True)
        text = nice(render(_unmarked(source), LetterHTML(mark)))
        text = text.replace("-", _NON_BREAKING_HYPHEN)
        return _QR_MARKED.sub(lambda match: codes[int(match[1])], text)

    def qr_code_too_long(self, values: Values | None = None) -> QRCodeTooLong | None:
        """The first QR code that holds more than 504 bytes of UTF-8."""
        found: list[QRCodeTooLong] = []

        def measure(data: str) -> str:
            data = decode_entities(data)
            size = len(data.encode("utf-8", "replace"))
            if size > MAX_QR_BYTES:
                found.append(QRCodeTooLong(data, size))
            return ""

        for text in self._contents.values():
            source = text.fill(values, escaped=True, bullets=True)
            if "qr" in source.lower():
                render(source, LetterHTML(measure))
        return found[0] if found else None

    def contact_block(self, values: Values | None = None) -> str:
        """The sender's lines as HTML."""
        text = drop_before_punctuation(self._contact_block.fill(values, escaped=True))
        return text.replace("\n", "<br>")

    def address(self, values: Values | None = None) -> list[str]:
        """The lines of the address block as HTML.

        An address of three to seven lines as normalised; any other as the seven lines of the
        personalisation, with what is missing shown.
        """
        known = by_key(values)
        last = "addressline7" if "addressline7" in known else "postcode"
        lines = [known.get(name) for name in [*(f"addressline{n}" for n in range(1, 7)), last]]
        address = PostalAddress("\n".join(as_text(line) for line in lines if line), True)
        if MIN_LINES <= len(address.lines) <= MAX_LINES:
            return [escape_html(line) for line in address.lines]
        if last == "postcode":
            known["addressline7"] = known.get("postcode")
        return [line.fill(known, escaped=True, unfilled=_NO_BRACKETS) for line in _ADDRESS_LINES]


def _unmarked(source: str) -> str:
    return source.replace("\ufdd0", "").replace("\ufdd1", "")


def _qr_placeholder(text: str) -> str:
    """Blocks within one another, a line each, and the text in the innermost."""
    markup = f"<span class='qrcode-placeholder-content-background'>{text}</span>"
    for name in reversed(_QR_BLOCKS):
        inner = markup.replace("\n", "\n    ")
        markup = f"<div class='{name}'>\n    {inner}\n</div>"
    return f"\n{markup}\n"


@lru_cache(256)
def _qr_svg(data: str) -> str:
    # Only letters with a QR code need the library.
    import segno

    content = data.encode("utf-8", "replace")[:MAX_QR_BYTES] or b" "
    code = segno.make(content, error="m", micro=False, boost_error=False, mode="byte")
    return code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
