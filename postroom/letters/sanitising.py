"""A letter's PDF from outside: checked, and made fit for the printer (docs/contract, letters).

Works in any process; postroom.letters.pool gives it one of its own, with limits on time and memory.
"""

import io

import pikepdf
import pypdfium2

from postroom.content.letters import is_too_long
from postroom.content.postal_addresses import PostalAddress
from postroom.letters.checks import address as addresses
from postroom.letters.checks import area, opening, size, tag
from postroom.letters.cleaning import address, colours, fonts, pages
from postroom.letters.cleaning.drawing import redraw
from postroom.letters.cleaning.layers import Layers
from postroom.letters.cleaning.resources import Copies
from postroom.letters.pdf import sight
from postroom.letters.places import READING_BOX, TAG_BOX
from postroom.letters.refusals import Refused, Unreadable
from postroom.letters.sanitised import UNREADABLE, Sanitised


def sanitise(pdf: bytes, allows_international: bool, is_attachment: bool) -> Sanitised:
    """The clean file and its address, or the first thing that is wrong with it."""
    letter = _Letter(allows_international, is_attachment)
    try:
        return letter.sanitised(pdf)
    except Refused as refusal:
        is_unreadable = isinstance(refusal, Unreadable)
        count = None if is_unreadable else letter.page_count
        return Sanitised(refusal.code, count, refusal.pages)
    except MemoryError:
        raise
    except Exception:
        # Whatever a reader stumbles over, a printer would too.
        return UNREADABLE


class _Letter:
    def __init__(self, allows_international: bool, is_attachment: bool) -> None:
        self.allows_international = allows_international
        self.is_attachment = is_attachment
        self.page_count = 0

    def sanitised(self, data: bytes) -> Sanitised:
        clean = self.upright(data)
        drawn = pypdfium2.PdfDocument(saved(clean))
        self.check_areas(drawn)
        recipient = self.read(clean, drawn)
        colours.convert(clean)
        fonts.embed(clean)
        file = saved(clean)
        if recipient is not None and not shows(file, recipient):
            raise Unreadable("the old address cannot be taken out, or the new one not be read")
        return Sanitised(
            page_count=self.page_count,
            recipient_address=recipient.normalised if recipient else None,
            postage=recipient.postage if recipient else None,
            file=file,
        )

    def upright(self, data: bytes) -> pikepdf.Pdf:
        """A new file with nothing but the pages as they are shown."""
        pdf = opening.opened(data)
        found = opening.pages(pdf)
        self.page_count = len(found)
        if is_too_long(self.page_count):
            raise Refused("letter-too-long")
        sheets = [size.sheet(page) for page in found]
        _refuse("letter-not-a4-portrait-oriented", [sheet is None for sheet in sheets])
        copies = Copies(pdf, Layers(pdf), redraw)
        clean = pikepdf.new()
        for page, sheet in zip(found, sheets, strict=True):
            assert sheet is not None
            clean.pages.append(
                pikepdf.Page(pdf.make_indirect(pages.clean(pdf, page, sheet, copies)))
            )
        return clean

    def check_areas(self, drawn: pypdfium2.PdfDocument) -> None:
        is_attachment = self.is_attachment
        _refuse(
            "content-outside-printable-area",
            [
                area.has_stray_marks(page, number, is_attachment=is_attachment)
                for number, page in enumerate(drawn, 1)
            ],
        )

    def read(self, clean: pikepdf.Pdf, drawn: pypdfium2.PdfDocument) -> PostalAddress | None:
        """Look for tags and, in a letter, for the address, which is then drawn anew."""
        found = [list(sight.characters(page, TAG_BOX, READING_BOX)) for page in drawn]
        tagged = [tag.is_tagged(characters) for characters in found]
        if not self.is_attachment:
            tagged[0] = False
        _refuse("notify-tag-found-in-content", tagged)
        if self.is_attachment:
            return None
        allows = self.allows_international
        recipient = addresses.address(found[0], allows_international=allows)
        first = clean.pages[0].obj
        address.redraw(clean, first, recipient.lines)
        if not tag.has_tag(found[0]):
            address.add_tag(clean, first)
        return recipient


def _refuse(code: str, failed: list[bool]) -> None:
    if any(failed):
        raise Refused(code, [number for number, fails in enumerate(failed, 1) if fails])


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file's bytes, the same for the same letter."""
    file = io.BytesIO()
    pdf.save(file, force_version="1.7", deterministic_id=True)
    return file.getvalue()


def shows(file: bytes, recipient: PostalAddress) -> bool:
    """Whether the window says this address, as it is seen, and nothing else."""
    found = list(sight.characters(pypdfium2.PdfDocument(file)[0], READING_BOX))
    seen = "".join(sight.in_box(found, READING_BOX))
    return "".join(seen.split()) == "".join("".join(recipient.lines).split())
