"""What letters look like, against pictures of pages at 75 dots an inch.

A letter that looks otherwise leaves its picture beside the known one (.new.png, side by side where
there are several pages): look at it, and put it in the other's place if it is right.
"""

from pathlib import Path

import pytest

from postroom.letters import making
from tests.postroom.letters.test_letters import LOGO
from tests.tools import sheets
from tests.tools.letters import a_letter

PICTURES = Path(__file__).with_name("pictures")
PARAGRAPH = (
    "Your permit ends on 3 March, so please renew it in time. You can do so online at "
    "https://www.example.gov.uk/permits, by post, or at the Tide Office, and it takes about ten "
    "minutes. If nothing has changed since last year, we need nothing but your signature."
)
WELSH = (
    "Annwyl ((name)),\n\nMae'ch trwydded yn dod i ben ar 3 Mawrth, felly adnewyddwch hi mewn pryd. "
    "Gallwch wneud hynny ar-lein, drwy'r post, neu yn y swyddfa.\n\n# Beth i'w wneud\n\n"
    "* llenwch y ffurflen\n* arwyddwch hi"
)
LETTERS = {
    "short": {"body": f"Dear ((name)),\n\n{PARAGRAPH}\n\nThe Permits Team", "logo": LOGO},
    "long-address": {
        "address": [
            "Dr Bartholomew Featherstonehaugh-Cholmondeley of the Harbour and the Seven Sands",
            "Flat 12b", "The Old Custom House", "Harbour Street", "Upper Haven", "Havenshire",
            "HA12 3WX",
        ],
        "contact_block": "\n".join(f"Line {n} of the sender" for n in range(1, 12)),
        "body": PARAGRAPH,
    },
    "ten-pages": {"body": f"{PARAGRAPH}\n\n" * 84},
    "bilingual": {
        "body": f"Dear ((name)),\n\n{PARAGRAPH}\n\n# What to do\n\n* fill in the form\n* sign it",
        "welsh_subject": "Eich trwydded",
        "welsh_content": WELSH,
        "logo": LOGO,
    },
    "qr-code": {"body": f"{PARAGRAPH}\n\nQR: https://www.example.gov.uk/permits\n\n{PARAGRAPH}"},
    "lists": {
        "body": f"{PARAGRAPH}\n\n* proof of who you are\n* {PARAGRAPH}\n* this letter\n\nThen:\n\n"
        "1. Fill in the form\n2. Sign it\n3. Send it\n\nThe Permits Team"
    },
    "headings": {
        "body": f"# First\n\n{PARAGRAPH}\n\n# Second\n\n{PARAGRAPH}\n\n## A smaller one\n\nEnd"
    },
    "page-break": {"body": f"{PARAGRAPH}\n\n---\n\n# Overleaf\n\n{PARAGRAPH}"},
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_looks_as_it_should(name):
    letter = making.make(a_letter(subject="Your permit ends soon", **LETTERS[name]), "print")

    assert sheets.looks_like(letter.pdf, PICTURES / f"{name}.png")
    assert letter.pages == {"ten-pages": 10, "bilingual": 2, "page-break": 2}.get(name, 1)


def test_a_preview_shows_placeholders_and_what_the_printer_adds():
    more = "((more??If you are over 70, it costs nothing.))"
    body = f"Dear ((name)),\n\n{PARAGRAPH} {more}\n\nQR: ((link))"
    letter = making.make(
        a_letter(subject="Your ((kind)) permit", body=body, values=None, logo=LOGO), "preview"
    )

    assert sheets.looks_like(letter.pdf, PICTURES / "placeholders.png")
