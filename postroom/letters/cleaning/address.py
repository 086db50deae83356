"""The address drawn anew, and the printer's tag (letters 4, 5.3)."""

import pikepdf

from postroom.letters import font_files
from postroom.letters.checks.tag import TAG
from postroom.letters.cleaning.erasing import erased
from postroom.letters.pdf import embedding
from postroom.letters.places import MM, READING_BOX, WINDOW, Box
from postroom.letters.refusals import Refused

FONTS = ("LiberationSans-Regular", "DejaVuSans")
SIZE, PITCH = 8, 8.5
LAST_LINE = WINDOW.bottom - 2
NARROWEST = 0.6
TAG_SIZE, TAG_LEFT, TAG_LINE = 6, 1.8 * MM, 1.8 * MM + 6


def redraw(pdf: pikepdf.Pdf, page: pikepdf.Object, lines: list[str]) -> None:
    """Take out what the reading box holds, and draw these lines in the window."""
    height = float(page.MediaBox[3])
    box = Box(
        READING_BOX.left, height - READING_BOX.bottom, READING_BOX.right, height - READING_BOX.top
    )
    contents, resources = erased(pdf, page.Contents.read_bytes(), page.Resources, box)
    page.Resources = resources
    letters = _Letters(pdf, resources)
    left, low, right, high = box
    parts = [
        contents,
        b"q 0 0 0 0 k %.3f %.3f %.3f %.3f re f" % (left, low, right - left, high - low),
        # What is too wide even so ends at the window's edge.
        b"%.3f 0 %.3f %.3f re W n" % (WINDOW.left, WINDOW.right - WINDOW.left, height),
        b"0 0 0 1 k BT",
    ]
    for at, line in enumerate(reversed(lines)):
        squeeze = (WINDOW.right - WINDOW.left) / max(letters.width(line, SIZE), 1)
        parts.append(b"%.2f Tz" % (100 * max(min(squeeze, 1), NARROWEST)))
        above = height - LAST_LINE + at * PITCH
        parts.append(b"1 0 0 1 %.3f %.3f Tm" % (WINDOW.left, above))
        parts += letters.shown(line, SIZE)
    page.Contents = pikepdf.Stream(pdf, b"\n".join([*parts, b"ET Q\n"]))
    letters.embed()


def add_tag(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    """The tag, in white, where the printer looks for it."""
    letters = _Letters(pdf, page.Resources)
    line = float(page.MediaBox[3]) - TAG_LINE
    start = b"q 0 0 0 0 k BT 1 0 0 1 %.3f %.3f Tm" % (TAG_LEFT, line)
    parts = [page.Contents.read_bytes(), start, *letters.shown(TAG, TAG_SIZE), b"ET Q\n"]
    page.Contents = pikepdf.Stream(pdf, b"\n".join(parts))
    letters.embed()


class _Letters:
    """Text set in fonts of ours; a font holds what was set in it."""

    def __init__(self, pdf: pikepdf.Pdf, resources: pikepdf.Object) -> None:
        self.pdf = pdf
        if "/Font" not in resources:
            resources.Font = pikepdf.Dictionary()
        self.fonts = resources.Font
        self.codes: dict[str, dict[str, int]] = {}
        self.tokens: dict[str, str] = {}

    def width(self, text: str, size: float) -> float:
        return sum(font_files.width(_font(letter), letter) for letter in text) * size / 1000

    def shown(self, text: str, size: float) -> list[bytes]:
        """The instructions that show a text."""
        parts: list[tuple[str, bytearray]] = []
        for letter in text:
            font = _font(letter)
            codes = self.codes.setdefault(font, {})
            code = codes.setdefault(letter, len(codes) + 33)
            if code > 255:
                raise Refused("invalid-char-in-address", [1])
            if not parts or parts[-1][0] != font:
                parts.append((font, bytearray()))
            parts[-1][1].append(code)
        return [
            b"%s %d Tf <%s> Tj" % (self._token(font), size, held.hex().encode())
            for font, held in parts
        ]

    def _token(self, font: str) -> bytes:
        if font not in self.tokens:
            place = self.pdf.make_indirect(pikepdf.Dictionary())
            self.tokens[font] = f"/L{place.objgen[0]}"
            self.fonts[self.tokens[font]] = place
        return self.tokens[font].encode()

    def embed(self) -> None:
        """Put the fonts into the file; nothing more can be set."""
        for font, codes in self.codes.items():
            characters = {code: letter for letter, code in codes.items()}
            widths = {code: font_files.width(font, letter) for letter, code in codes.items()}
            described = embedding.describe(self.pdf, font, characters, widths)
            for key, value in described.items():
                self.fonts[self.tokens[font]][key] = value


def _font(letter: str) -> str:
    """The first of our fonts that has a character."""
    for font in FONTS:
        if font_files.has(font, letter):
            return font
    raise Refused("invalid-char-in-address", [1])
