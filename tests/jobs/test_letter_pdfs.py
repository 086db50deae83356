"""Letters' PDFs on a real database and a real folder, by the job's own functions."""

import asyncio
import io
import json
import socketserver
import threading
from functools import cache
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row
from pypdf import PdfReader, PdfWriter

from jobs import letters, objects
from jobs.database import Database, open_pool
from postroom.objects import ObjectStore
from postroom.templates import Versions
from tests import conftest, make


@cache
def database():
    """One of their own, since jobs commit."""
    return conftest.create_database()


@pytest.fixture
def live():
    """A connection to it, on which nothing is due yet."""
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute("truncate postroom.delivery_queue, postroom.object_removals")
        yield db


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path / "objects"))


@pytest.fixture
def work(live, store):
    """work() makes and checks what is due."""

    def work(clamd_url=None):
        async def prepare(runtime):
            runtime.config = SimpleNamespace(clamd_url=clamd_url)
            rows = await runtime.database.call("jobs.claim_letters", size=100)
            if rows:
                await letters.prepare_batch(runtime, rows)

        asyncio.run(with_runtime(store, prepare))

    return work


@pytest.fixture
def tidy(live, store):
    """tidy() removes the files that are due."""

    def tidy():
        async def remove(runtime):
            context = SimpleNamespace(additional_context={"runtime": runtime})
            await objects.remove_objects.func(context, 0)

        asyncio.run(with_runtime(store, remove))

    return tidy


async def with_runtime(store, act):
    async with open_pool(database()) as pool:
        runtime = SimpleNamespace(
            database=Database(pool),
            objects=store,
            versions=Versions(),
            stopping=asyncio.Event(),
        )
        await act(runtime)


def pdf(pages=1, width=595.3, height=841.9):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def precompiled(live, store, service, data, **fields):
    reference = fields.pop("letter_reference", "A" * 16)
    key = f"letters-scan/NOTIFY.{reference}.PDF"
    store.put(key, data)
    return make.letter(
        live, service, status="pending-virus-check", pdf_key=key,
        letter_reference=reference, personalisation='{"address_line_1": "Provided as PDF"}',
        **fields,
    )  # fmt: skip


def queued(live):
    return live.execute("select * from postroom.delivery_queue").fetchall()


def removals(live):
    rows = live.execute("select key from postroom.object_removals order by key").fetchall()
    return [row["key"] for row in rows]


def text(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_letter_from_a_template_gets_its_pdf(live, store, work):
    make.at(live, "2026-11-23T17:30:01Z")
    service = make.service(live)
    id = make.letter(
        live, service, letter_reference="R" * 16, reply_to_text="The ((name)) Team\nLeeds"
    )

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("created", 1)
    # After half past five it is the next day's post.
    assert contents["pdf_key"] == (
        f"letters-pdf/2026-11-24/NOTIFY.{'R' * 16}.D.2.C.20261123173001.PDF"
    )
    shown = text(store.get(contents["pdf_key"]))
    for part in (
        "BO",
        "1 ROAD",
        "SW1A 1AA",
        "The Bo Team",
        "23 November 2026",
        "About Bo",
        "Dear Bo",
    ):
        assert part in shown
    assert queued(live) == removals(live) == []


def test_sheets_are_counted(live, work):
    service = make.service(live)
    service.templates["letter"] = make.template(
        live, service, "letter", "one\n\n---\n\ntwo\n\n---\n\nthree", subject="s"
    )
    id = make.letter(live, service)

    work()

    assert make.facts(live, id)["billable_units"] == 2


def test_more_than_ten_pages_fail(live, store, work):
    service = make.service(live)
    service.templates["letter"] = make.template(
        live, service, "letter", "\n\n---\n\n".join(f"page {n}" for n in range(11)), subject="s"
    )
    id = make.letter(live, service, letter_reference="R" * 16)

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("validation-failed", 0)
    assert contents["pdf_key"].startswith(f"invalid-pdf/NOTIFY.{'R' * 16}.D.2.C.")
    assert contents["pdf_fault"] == {
        "message": "letter-too-long", "invalid_pages": [], "page_count": 11,
    }  # fmt: skip
    assert text(store.get(contents["pdf_key"])).count("page") == 11


def test_a_letter_of_a_test_key_is_received_after_a_while_and_costs_nothing(live, store, work):
    service = make.service(live)
    make.at(live, "2026-11-23T12:00:00Z")
    id = make.letter(
        live, service, key_type="test", status="sending", due_in="5 seconds",
        letter_reference="R" * 16,
    )  # fmt: skip
    live.execute("select set_config('postroom.now', '', false)")

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("delivered", 0)
    assert facts["updated_at"]
    assert facts["sent_at"] is None
    assert contents["pdf_key"].startswith(f"test-letters/NOTIFY.{'R' * 16}")
    assert "Dear Bo" in text(store.get(contents["pdf_key"]))


def test_test_letters_wait(live, work):
    id = make.letter(
        live, make.service(live), key_type="test", status="sending", due_in="5 seconds"
    )
    work()
    assert make.facts(live, id)["status"] == "sending"


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


class Clamd(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4)):
            data += self.rfile.read(size)
        said = self.server.answer(data)
        self.wfile.write(said and b"stream: " + said + b"\0")


@pytest.fixture
def clamd():
    """A server that speaks clamd's protocol and says what .answer says of the data."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


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


def test_a_letter_whose_file_is_gone_fails(live, store, work):
    id = precompiled(live, store, make.service(live), pdf())
    store.delete(f"letters-scan/NOTIFY.{'A' * 16}.PDF")

    work()

    assert make.facts(live, id)["status"] == "technical-failure"


def test_a_store_that_fails_is_tried_again_and_nothing_is_lost(
    live, store, work, tmp_path, monkeypatch
):
    id = make.letter(live, make.service(live))
    monkeypatch.setattr(store, "put", lambda *_: (_ for _ in ()).throw(OSError("full")))

    work()

    assert make.facts(live, id)["status"] == "created"
    assert make.contents(live, id)["pdf_key"] is None
    (row,) = queued(live)
    assert row["leased_until"] is None
    assert len(removals(live)) == 1

    monkeypatch.undo()
    live.execute("update postroom.delivery_queue set due_at = now()")
    work()

    assert make.contents(live, id)["pdf_key"]
    assert removals(live) == []


def test_one_letter_that_breaks_the_renderer_does_not_stop_the_others(
    live, store, work, monkeypatch
):
    service = make.service(live)
    bad = make.letter(live, service, personalisation=json.dumps({"name": "breaks it"}))
    good = make.letter(live, service)
    render = letters.provisional_letters.render
    monkeypatch.setattr(
        letters.provisional_letters, "render",
        lambda letter: 1 / 0 if letter.values["name"] == "breaks it" else render(letter),
    )  # fmt: skip

    work()

    assert make.contents(live, good)["pdf_key"]
    assert make.contents(live, bad)["pdf_key"] is None
    assert len(queued(live)) == 1


def test_files_that_were_announced_and_never_named_are_removed_in_a_day(live, store, tidy):
    store.put("letters-scan/lost", b"x")
    live.execute("select api.announce_objects(array['letters-scan/lost', 'letters-scan/never'])")

    tidy()
    assert store.get("letters-scan/lost")

    live.execute("update postroom.object_removals set remove_at = now()")
    tidy()
    assert list(store.list("letters-scan")) == []
    assert removals(live) == []


def test_a_file_that_cannot_be_removed_now_stays_on_the_list(live, store, tidy, monkeypatch):
    live.execute("select api.announce_objects(array['letters-scan/a'])")
    live.execute("update postroom.object_removals set remove_at = now()")
    monkeypatch.setattr(store, "delete", lambda _: (_ for _ in ()).throw(OSError("away")))

    tidy()

    assert removals(live) == ["letters-scan/a"]
