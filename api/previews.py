"""What letters look like, for whoever shows them: drawn in processes of their own, kept for a week.

What was drawn lies in the object store under a hash of what it was made of and by: the same page
is asked for again and again while somebody writes a letter.
"""

import hashlib
import pickle
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app

from api.wire.errors import Refused
from postroom.files import buckets, objects
from postroom.letters.pictures import Picture
from postroom.letters.pool import Broken, Pool, TooExpensive
from postroom.letters.printable_area import Box

NO_SUCH_PAGE = "The file cannot be read, or has no such page"
LIBRARIES = ("pikepdf", "pillow", "pypdfium2", "segno", "weasyprint")
POSTROOM = Path(__file__).parents[1] / "postroom"


def init_app(app: Flask) -> None:
    app.extensions["letters"] = Pool()


def page(
    pdf: bytes, number: int, hide_tag: bool = False, printable: tuple[Box, ...] = ()
) -> Picture | None:
    """A page (postroom.letters.pictures.picture). None for what cannot be read within limits."""
    return kept("picture", pdf, number, hide_tag, printable)


def overlay_pdf(pdf: bytes) -> bytes | None:
    """A PDF, red where nothing may be printed. None for what cannot be read within limits."""
    return call("overlay_pdf", pdf)


def answer(picture: Picture | None) -> Response:
    """The picture. Raises Refused (400) for what cannot be read and a page that there is not."""
    if picture is None or picture.png is None:
        raise Refused(400, NO_SUCH_PAGE)
    return Response(picture.png, content_type="image/png")


def call(name: str, *arguments: Any) -> Any:
    """What a function of postroom.letters.process says; None where it reached a limit."""
    try:
        return current_app.extensions["letters"].call(name, *arguments)
    except (Broken, TooExpensive):
        return None


def kept(name: str, *arguments: Any) -> Picture | None:
    """The same of a function that draws pictures, drawn before if it was."""
    store = current_app.extensions["objects"]
    key = f"{buckets.PREVIEWS}/{digest(name, *arguments)}"
    with suppress(*objects.Fault):
        pages, _, png = store.get(key).partition(b"\n")
        return Picture(int(pages), png)
    picture = call(name, *arguments)
    if picture and picture.png:
        with suppress(*objects.Fault):
            store.put(key, b"%d\n" % picture.pages + picture.png)
    return picture


def digest(*parts: Any) -> str:
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
