"""What becomes of letters that come as PDFs: scanned, checked, moved."""

import io
import uuid

import pikepdf
import pytest

from tests.tools import make
from tests.tools.letters import precompiled, queued, removals
from tests.tools.pdf_letters import LINES, checked, letter

ADDRESS = "Ann Person\n1 Sea Lane\nHaven\nSW1A 1AA"
ABROAD = letter(lines=("Ann Person", "1 Rue X", "Paris", "france"))


def test_a_precompiled_letter_is_checked_cleaned_and_moved(live, store, work, tidy):
    id = precompiled(live, store, make.service(live), letter(3), postage="first")

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("created", 2)
    assert (facts["postage"], facts["international"]) == ("first", False)
    assert contents["pdf_key"].startswith("letters-pdf/20")
    assert contents["recipient"] == ADDRESS
    assert contents["normalised_recipient"] == "annperson1sealanehavensw1a1aa"
    assert store.get(contents["pdf_key"]) == checked(letter(3)).file
    waiting, original = f"letters-scan/NOTIFY.{'A' * 16}.PDF", f"letters-originals/{id}.pdf"
    assert removals(live) == [original, waiting]
    assert store.get(original) == letter(3)

    live.execute("update postroom.object_removals set remove_at = remove_at - interval '6 days'")
    tidy()

    assert removals(live) == [original]
    assert list(store.list("letters-scan")) == []
    assert store.get(contents["pdf_key"])

    live.execute("update postroom.object_removals set remove_at = remove_at - interval '1 day'")
    tidy()

    assert list(store.list("letters-originals")) == []


def test_the_address_decides_about_postage_abroad(live, store, work):
    id = precompiled(live, store, make.service(live), ABROAD, postage="second")

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["postage"], facts["international"]) == (
        "created", "europe", True,
    )  # fmt: skip
    assert ".D.E.C." in contents["pdf_key"]
    assert contents["recipient"].endswith("Paris\nFrance")


def test_without_permission_nothing_goes_abroad(live, store, work):
    service = make.service(live)
    live.execute(
        "update postroom.services"
        " set permissions = array_remove(permissions, 'international_letters') where id = %s",
        (service.id,),
    )
    id = precompiled(live, store, service, ABROAD)

    work()

    fault = make.contents(live, id)["pdf_fault"]
    assert make.facts(live, id)["status"] == "validation-failed"
    assert fault == {
        "message": "cant-send-international-letters", "invalid_pages": [1], "page_count": 1,
    }  # fmt: skip


def test_a_letter_that_is_checked_again_keeps_what_came(live, store, work):
    id = precompiled(live, store, make.service(live), letter())
    work()
    live.execute(
        "update postroom.templates set hidden = true"
        " where id = (select template_id from postroom.notifications where id = %s)",
        (id,),
    )
    live.execute("select ops.remake_letter(%s, true)", (id,))

    work()

    assert make.facts(live, id)["status"] == "created"
    assert make.contents(live, id)["recipient"] == ADDRESS
    assert store.get(f"letters-originals/{id}.pdf") == letter()


def test_what_came_is_kept_no_longer_than_the_rest(live, store, work):
    id = precompiled(live, store, make.service(live), letter())
    live.execute(
        "update postroom.notification_contents set kept_until = kept_until - 4 where id = %s", (id,)
    )
    live.execute(
        "update postroom.notifications set kept_until = kept_until - 4 where id = %s", (id,)
    )
    work()

    (row,) = live.execute(
        "select remove_at < now() + interval '5 days' as soon from postroom.object_removals"
        " where key like 'letters-originals/%'"
    ).fetchall()
    assert row["soon"]


def test_an_uploaded_letter_is_created_from_the_start_and_checked_likewise(live, store, work):
    service = make.service(live)
    store.put("letters-scan/uploaded.PDF", letter(3))
    id = make.letter(
        live, service, pdf_key="letters-scan/uploaded.PDF", file_id=uuid.uuid4(),
        recipient="Ann\nas given",
    )  # fmt: skip

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("created", 2)
    assert contents["pdf_key"].startswith("letters-pdf/20")
    assert contents["recipient"] == "Ann\nas given"


def test_a_precompiled_letter_of_a_test_key_is_received(live, store, work):
    id = precompiled(live, store, make.service(live), letter(), key_type="test")

    work()

    facts = make.facts(live, id)
    assert (facts["status"], facts["billable_units"]) == ("delivered", 1)
    assert make.contents(live, id)["pdf_key"].startswith("test-letters/")


def encrypted():
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ("unable-to-read-the-file", None, None)),
        (encrypted(), ("unable-to-read-the-file", None, None)),
        (letter(11), ("letter-too-long", None, 11)),
        (letter(lines=LINES[:2]), ("not-enough-address-lines", [1], 1)),
    ],
    ids=["empty", "encrypted", "long", "two lines"],
)
def test_what_cannot_be_printed_fails(live, store, work, data, fault):
    id = precompiled(live, store, make.service(live), data)

    work()

    facts, contents = make.facts(live, id), make.contents(live, id)
    assert (facts["status"], facts["billable_units"]) == ("validation-failed", 0)
    assert contents["pdf_key"].startswith("invalid-pdf/NOTIFY.")
    assert contents["recipient"] != ADDRESS
    assert store.get(contents["pdf_key"]) == data
    assert list(store.list("letters-originals")) == []
    names = ("message", "invalid_pages", "page_count")
    assert tuple(contents["pdf_fault"][name] for name in names) == fault


def test_a_clean_letter_passes_the_scanner(live, store, work, clamd):
    seen = []
    clamd.answer = lambda data: seen.append(data) or b"OK"
    id = precompiled(live, store, make.service(live), letter())

    work(clamd_url=clamd.url)

    assert make.facts(live, id)["status"] == "created"
    assert seen == [letter()]


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
    id = precompiled(live, store, make.service(live), letter())

    work(clamd_url=clamd.url)

    assert make.facts(live, id)["status"] == status
    assert make.contents(live, id)["pdf_key"].startswith(place)
    assert queued(live) == []


@pytest.mark.parametrize("silent", [True, False])
def test_without_its_scanner_a_letter_waits(live, store, work, clamd, silent):
    clamd.answer = lambda data: b""
    url = clamd.url if silent else "tcp://127.0.0.1:9"
    id = precompiled(live, store, make.service(live), letter())

    work(clamd_url=url)

    assert make.facts(live, id)["status"] == "pending-virus-check"
    (row,) = queued(live)
    assert (row["attempts"], row["leased_until"]) == (1, None)
