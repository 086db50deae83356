"""What letters look like, for whoever shows them: drawn in processes of their own, kept for a week.

What was drawn lies in the object store under a hash of what it was made of and by: the same page
is asked for again and again while somebody writes a letter.
"""

import hashlib
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response, current_app

from api.wire.errors import Refused
from postroom.files import buckets, objects
from postroom.letters.letter import Letter, Made
from postroom.letters.places import Box
from postroom.letters.pool import Broken, Pool, TooExpensive

NO_SUCH_PAGE = "The file cannot be read, or has no such page"
LIBRARIES = ("pikepdf", "pillow", "pypdfium2", "segno", "weasyprint")
POSTROOM = Path(__file__).parents[1] / "postroom"

# A file, and numbers that belong to it.
Drawn = tuple[bytes, list[int]]


class Picture(NamedTuple):
    """A page as a PNG, None if there is no such page, and how many pages there are."""

    pages: int
    png: bytes | None


def init_app(app: Flask) -> None:
    app.extensions["letters"] = Pool()


def make(letter: Letter) -> Made:
    """A letter as its writer sees it. Raises Refused (400) for one that takes too long."""

    def draw() -> Drawn:
        try:
            pdf, pages, welsh_pages = processes().call("make", letter, "preview")
        except TooExpensive:
            raise Refused(400, "The letter is too long to be shown") from None
        return pdf, [pages, welsh_pages]

    pdf, (pages, welsh_pages) = kept(("letter", letter), draw)
    return Made(pdf, pages, welsh_pages)


def letter_page(letter: Letter, number: int) -> Picture | None:
    """A page of such a letter. None for a page that there is not."""
    return picture(("page of a letter", letter, number), lambda: (make(letter).pdf, number))


def page(
    pdf: bytes, number: int, hide_tag: bool = False, printable: tuple[Box, ...] = ()
) -> Picture | None:
    """A page (postroom.letters.pictures.picture). None for what cannot be read within limits."""
    arguments = (pdf, number, hide_tag, printable)
    return picture(("page", *arguments), lambda: arguments)


def overlay_pdf(pdf: bytes) -> bytes | None:
    """A PDF, red where nothing may be printed. None for what cannot be read within limits."""
    return call("overlay_pdf", pdf)


def answer(picture: Picture | None) -> Response:
    """The picture. Raises Refused (400) for what cannot be read and a page that there is not."""
    if picture is None or picture.png is None:
        raise Refused(400, NO_SUCH_PAGE)
    return Response(picture.png, content_type="image/png")


def processes() -> Pool:
    return current_app.extensions["letters"]


def call(name: str, *arguments: Any) -> Any:
    """What a function of postroom.letters.process says; None where it reached a limit."""
    try:
        return processes().call(name, *arguments)
    except (Broken, TooExpensive):
        return None


def kept(parts: Sequence[Any], draw: Callable[[], Drawn]) -> Drawn:
    """A file and what is known of it, drawn before from the same parts if it was.

    One that is empty is not kept.
    """
    store = current_app.extensions["objects"]
    key = f"{buckets.PREVIEWS}/{digest(parts)}"
    with suppress(*objects.Fault):
        numbers, _, file = store.get(key).partition(b"\n")
        return file, [int(number) for number in numbers.split()]
    file, known = draw()
    if file:
        with suppress(*objects.Fault):
            store.put(key, " ".join(map(str, known)).encode() + b"\n" + file)
    return file, known


def picture(parts: Sequence[Any], arguments: Callable[[], Sequence[Any]]) -> Picture | None:
    """A page, drawn with these arguments if it was not yet."""

    def draw() -> Drawn:
        pages, png = call("picture", *arguments()) or (0, None)
        return png or b"", [pages]

    png, (pages,) = kept(parts, draw)
    return Picture(pages, png or None) if pages else None


def digest(parts: Sequence[Any]) -> str:
    return hashlib.sha256(pickle.dumps((drawn_by(), parts))).hexdigest()


@cache
def drawn_by() -> str:
    """The code that draws: other code draws otherwise."""
    made = hashlib.sha256()
    for room in ("content", "letters"):
        for path in sorted((POSTROOM / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                made.update(path.read_bytes())
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return f"{made.hexdigest()} {libraries}"
