from datetime import datetime

import pytest

from postroom.files import letter_files

NOON = datetime(2026, 7, 1, 12)


def test_references_are_for_printers():
    references = {letter_files.new_reference() for _ in range(100)}
    assert len(references) == 100
    assert all(len(r) == 16 and r.isalnum() and r == r.upper() and r.isascii() for r in references)


@pytest.mark.parametrize(
    ("postage", "letter_class"),
    [("first", "1"), ("second", "2"), ("economy", "ECONOMY"), ("europe", "E"),
     ("rest-of-world", "N")],
)  # fmt: skip
def test_names(postage, letter_class):
    assert letter_files.name("A" * 16, postage, NOON) == (
        f"NOTIFY.{'A' * 16}.D.{letter_class}.C.20260701120000.PDF"
    )


def test_places():
    name = letter_files.name("A", "second", NOON)
    assert letter_files.waiting("A", "second", NOON) == f"letters-scan/{name}"
    assert letter_files.infected("A", "second", NOON) == f"letters-scan/FAILURE/{name}"
    assert letter_files.unscannable("A", "second", NOON) == f"letters-scan/ERROR/{name}"
    assert letter_files.invalid("A", "second", NOON) == f"invalid-pdf/{name}"
    assert letter_files.ready("A", "second", NOON, "test") == f"test-letters/{name}"
    assert letter_files.ready("A", "second", NOON, "normal") == f"letters-pdf/2026-07-01/{name}"


@pytest.mark.parametrize(
    ("created_at", "folder"),
    [
        # Half past five in summer is 16:30 UTC; the second itself still belongs to the day.
        ("2026-07-01T16:30:00.999", "2026-07-01"),
        ("2026-07-01T16:30:01", "2026-07-02"),
        ("2026-12-31T17:30:01", "2027-01-01"),
        ("2026-07-01T23:30:00", "2026-07-02"),
    ],
)
def test_the_folder_is_the_day_of_printing(created_at, folder):
    assert letter_files.folder(datetime.fromisoformat(created_at)) == folder
