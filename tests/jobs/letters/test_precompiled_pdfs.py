"""What becomes of letters that come as PDFs: scanned, checked, moved."""

import io
import uuid

import pytest
from pypdf import PdfReader, PdfWriter

from tests.tools import make
from tests.tools.letters import pdf, precompiled, queued, removals


def test_a_precompiled_letter_is_checked_and_moved(live, store, work, tidy):
    id = precompiled(live, store, make.service(live), pdf(3), postage="first")

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("created", 2)
    assert contents["pdf_key"].startswith("letters-pdf/20")
    assert store.get(contents["pdf_key"]) == pdf(3)
    waiting = f"letters-scan/NOTIFY.{'A' * 16}.PDF"
    assert removals(live) == [waiting]

    live.execute("update postroom.object_removals set remove_at = now()")
    tidy()

    assert removals(live) == []
    assert list(store.list("letters-scan")) == []
    assert store.get(contents["pdf_key"])


def test_an_uploaded_letter_is_created_from_the_start_and_checked_likewise(live, store, work):
    service = make.service(live)
    store.put("letters-scan/uploaded.PDF", pdf(3))
    id = make.letter(live, service, pdf_key="letters-scan/uploaded.PDF", file_id=uuid.uuid4())

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("created", 2)
    assert contents["pdf_key"].startswith("letters-pdf/20")


def test_a_precompiled_letter_of_a_test_key_is_received(live, store, work):
    id = precompiled(live, store, make.service(live), pdf(), key_type="test")

    work()

    facts = make.facts(live, id)
    assert (facts["status"], facts["billable_units"]) == ("delivered", 0)
    assert make.contents(live, id)["pdf_key"].startswith("test-letters/")


def encrypted():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ("unable-to-read-the-file", [], 0)),
        (b"hello", ("unable-to-read-the-file", [], 0)),
        (pdf()[:200], ("unable-to-read-the-file", [], 0)),
        (encrypted(), ("unable-to-read-the-file", [], 0)),
        (pdf(11), ("letter-too-long", [], 11)),
        (pdf(2, 841.9, 595.3), ("letter-not-a4-portrait-oriented", [1, 2], 2)),
    ],
    ids=["empty", "no PDF", "cut off", "encrypted", "long", "landscape"],
)
def test_what_cannot_be_printed_fails(live, store, work, data, fault):
    id = precompiled(live, store, make.service(live), data)

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("validation-failed", 0)
    assert contents["pdf_key"].startswith("invalid-pdf/NOTIFY.")
    assert store.get(contents["pdf_key"]) == data
    names = ("message", "invalid_pages", "page_count")
    assert tuple(contents["pdf_fault"][name] for name in names) == fault


def test_a_clean_letter_passes_the_scanner(live, store, work, clamd):
    seen = []
    clamd.answer = lambda data: seen.append(data) or b"OK"
    id = precompiled(live, store, make.service(live), pdf())

    work(clamd_url=clamd.url)

    assert make.facts(live, id)["status"] == "created"
    assert seen == [pdf()]


@pytest.mark.parametrize(
    ("answer", "status", "place"),
    [
        (b"Eicar FOUND", "virus-scan-failed", "letters-scan/FAILURE/NOTIFY."),
        (b"INSTREAM size limit exceeded. ERROR", "technical-failure", "letters-scan/ERROR/NOTIFY."),
    ],
)
def test_what_the_scanner_objects_to_goes_no_further(
    live, store, work, clamd, answer, status, place
):
    clamd.answer = lambda data: answer
    id = precompiled(live, store, make.service(live), pdf())

    work(clamd_url=clamd.url)

    assert make.facts(live, id)["status"] == status
    assert make.contents(live, id)["pdf_key"].startswith(place)
    assert queued(live) == []


@pytest.mark.parametrize("silent", [True, False])
def test_without_its_scanner_a_letter_waits(live, store, work, clamd, silent):
    clamd.answer = lambda data: b""
    url = clamd.url if silent else "tcp://127.0.0.1:9"
    id = precompiled(live, store, make.service(live), pdf())

    work(clamd_url=url)

    assert make.facts(live, id)["status"] == "pending-virus-check"
    (row,) = queued(live)
    assert (row["attempts"], row["leased_until"]) == (1, None)
