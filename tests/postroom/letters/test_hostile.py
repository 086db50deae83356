"""Whatever a file is, it costs ten seconds and 500 MB at most (docs/contract, letters 9)."""

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from postroom.letters.pool import Pool, TooExpensive
from postroom.letters.sanitised import UNREADABLE
from tests.tools.hostile_pdfs import FILES

pytestmark = pytest.mark.slow

CODES = {
    "unable-to-read-the-file",
    "letter-too-long",
    "letter-not-a4-portrait-oriented",
    "content-outside-printable-area",
    "address-is-empty",
    "not-enough-address-lines",
    "too-many-address-lines",
    "not-a-real-uk-postcode-or-country",
}
# What is mended, ignored or dropped.
GOOD = {
    "bytes before it",
    "zeros after it",
    "a wrong startxref",
    "pages 40 deep",
    "operators that nobody knows",
    "arrays 400 deep",
    "forms 25 deep",
    "60000 objects",
    "scripts and attachments",
    "3000 annotations",
    "contents in another file",
    "no end",
    "a table in circles",
}
# What one reader may refuse and another make sense of.
EITHER = {
    "a page twice",
    "parentheses 100000 deep",
    "huge numbers",
    "tiles without a step",
    "a photograph that ends early",
    "widths without number",
    "an encoding that is a number",
    "a field that is its own parent",
    "5000 lines in the window",
    "a program that shifts",
} | {name for name in FILES if name.startswith("changed bytes")}


@pytest.fixture(scope="module")
def peaks():
    """The most memory, in kB, that a process of the pool was seen to have had at each look."""
    seen, over = [0], threading.Event()

    def look():
        while not over.wait(0.01):
            seen.extend(map(peak, Path(f"/proc/{os.getpid()}/task").glob("*/children")))

    threading.Thread(target=look, daemon=True).start()
    yield seen
    over.set()


def peak(children):
    """Its parent's is not in it, other than in what getrusage tells of a child."""
    most = 0
    for pid in children.read_text().split():
        with suppress(OSError):
            if b"postroom.letters.process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                status = Path(f"/proc/{pid}/status").read_text()
                most = max(most, int(status.partition("VmHWM:")[2].split()[0]))
    return most


@pytest.fixture(scope="module")
def results(peaks):
    """What became of each file, and the seconds that it took."""
    pool = Pool()

    def run(name):
        data, started = FILES[name](), time.monotonic()
        try:
            result = pool.call("sanitise", data, True, False)
        except TooExpensive:
            result = UNREADABLE
        return name, (result, time.monotonic() - started)

    with ThreadPoolExecutor(2) as threads:
        yield dict(threads.map(run, FILES))
    pool.close()


def test_there_are_many():
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES)
def test_each_ends_in_a_code_or_a_clean_file(results, name):
    result, seconds = results[name]

    # Waiting for a turn and starting a process come on top.
    assert seconds < 22
    if name in GOOD:
        assert result.message is None
    elif name not in EITHER:
        assert result.message in CODES
    assert result.message in CODES | {None}
    if result.file is not None:
        with pikepdf.open(io.BytesIO(result.file)) as pdf:
            assert set(pdf.Root.keys()) == {"/Type", "/Pages"}


def test_no_process_took_more_than_500_mb(results, peaks):
    assert 0 < max(peaks) < 500_000
