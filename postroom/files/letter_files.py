"""Names of letters' PDFs, and where they lie (docs/contract/internal.md, letter files).

Names are read by printers and operators only: which file belongs to a letter is in the
database, as the key in its contents.
"""

import secrets
import string
from datetime import datetime, timedelta

from postroom.content.dates import PRINT_CUT_OFF, utc_to_london

LETTERS = "letters-pdf"
TEST_LETTERS = "test-letters"
INVALID = "invalid-pdf"
SCAN = "letters-scan"
ORIGINALS = "letters-originals"

_CLASSES = {"first": "1", "second": "2", "economy": "ECONOMY", "europe": "E", "rest-of-world": "N"}


def new_reference() -> str:
    """A letter's name to its printer."""
    return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))


def waiting(reference: str, postage: str, created_at: datetime) -> str:
    """The key of a precompiled letter until it has been scanned and checked."""
    return f"{SCAN}/{name(reference, postage, created_at)}"


def infected(reference: str, postage: str, created_at: datetime) -> str:
    """The key of one in which the scanner found something."""
    return f"{SCAN}/FAILURE/{name(reference, postage, created_at)}"


def unscannable(reference: str, postage: str, created_at: datetime) -> str:
    """The key of one that the scanner could not read."""
    return f"{SCAN}/ERROR/{name(reference, postage, created_at)}"


def invalid(reference: str, postage: str, created_at: datetime) -> str:
    """The key of one that cannot be printed."""
    return f"{INVALID}/{name(reference, postage, created_at)}"


def original(id: str) -> str:
    """The key of one as it came, after its clean form has taken its place."""
    return f"{ORIGINALS}/{id}.pdf"


def ready(reference: str, postage: str, created_at: datetime, key_type: str) -> str:
    """The key of one for the printer, or of a test key, for nobody."""
    if key_type == "test":
        return f"{TEST_LETTERS}/{name(reference, postage, created_at)}"
    return f"{LETTERS}/{folder(created_at)}/{name(reference, postage, created_at)}"


def name(reference: str, postage: str, created_at: datetime) -> str:
    """NOTIFY.{reference}.D.{class}.C.{time}.PDF; created_at is naive UTC."""
    return f"NOTIFY.{reference}.D.{_CLASSES[postage]}.C.{created_at:%Y%m%d%H%M%S}.PDF"


def folder(created_at: datetime) -> str:
    """The local day on which it goes to print: the next one when made after the cut-off."""
    local = utc_to_london(created_at)
    late = local.time().replace(microsecond=0) > PRINT_CUT_OFF
    return (local.date() + timedelta(days=late)).isoformat()
