import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

KEY = "my-secret-key"


def drawn(draw):
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def black():
    """A page that is all black."""
    return drawn(lambda canvas: canvas.rect(0, 0, *A4, fill=1))


@pytest.fixture
def letter():
    """letter(address=("Ann", …)) → a page with these lines in the window."""

    def make(address=("Ann Person", "1 Street", "SW1A 1AA")):
        def draw(canvas):
            for number, line in enumerate(address):
                canvas.drawString(26 * mm, A4[1] - (45 + 5 * number) * mm, line)
            canvas.drawString(20 * mm, 150 * mm, "Dear Ann")

        return drawn(draw)

    return make
