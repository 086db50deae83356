"""Letters' PDFs on a real database and a real folder, by the job's own functions."""

import io

from pypdf import PdfReader

from postroom.letters.pool import Pool
from tests.tools import make
from tests.tools.letters import pdf, precompiled, queued, removals


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


def test_a_letter_sent_by_hand_goes_to_the_address_in_its_values(live, store, work):
    service = make.service(live)
    id = make.letter(live, service, recipient="Bo, or so", created_by_id=service.user)

    work()

    shown = text(store.get(make.contents(live, id)["pdf_key"]))
    assert "1 ROAD" in shown and "OR SO" not in shown.upper()


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


def branded(live, service, filename):
    """The service's letters have this logo."""
    live.execute(
        "with b as (insert into postroom.letter_branding (id, name, filename)"
        " values (gen_random_uuid(), %s, %s) returning id)"
        " update postroom.services set letter_branding_id = b.id from b where services.id = %s",
        [filename, filename, service.id],
    )


def test_a_letter_has_the_logo_of_its_service(live, store, work):
    service = make.service(live)
    branded(live, service, "tide")
    store.put(
        "logos/letters/static/images/letter-template/tide.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">Tide</text></svg>',
    )
    id = make.letter(live, service)

    work()

    assert "Tide" in text(store.get(make.contents(live, id)["pdf_key"]))


def test_a_letter_whose_logo_is_not_there_waits_for_it_and_stops_no_other(live, work):
    service = make.service(live)
    branded(live, service, "missing")
    bad, good = make.letter(live, service), make.letter(live, make.service(live))

    work()

    assert make.contents(live, good)["pdf_key"]
    assert make.contents(live, bad)["pdf_key"] is None
    (row,) = queued(live)
    assert row["notification_id"] == bad


def test_a_letter_whose_logo_is_no_picture_stops_no_other(live, store, work):
    service = make.service(live)
    branded(live, service, "broken")
    store.put("logos/letters/static/images/letter-template/broken.svg", b"<svg")
    bad, good = make.letter(live, service), make.letter(live, make.service(live))

    work()

    assert make.contents(live, good)["pdf_key"]
    assert make.contents(live, bad)["pdf_key"] is None
    assert len(queued(live)) == 1


def test_a_letter_that_takes_more_than_any_may_fails_at_once(live, work):
    id = make.letter(live, make.service(live))

    work(pool=Pool(seconds=0.01))

    assert make.facts(live, id)["status"] == "technical-failure"
    assert queued(live) == []


def test_welsh_pages_come_first_and_an_attachments_last(live, store, work):
    service = make.service(live)
    id = make.letter(live, service)
    attachment = live.execute(
        "insert into postroom.letter_attachments (id, original_filename, page_count, created_by_id)"
        " values (gen_random_uuid(), 'a.pdf', 2, %s) returning id", [service.user],
    ).fetchone()["id"]  # fmt: skip
    live.execute(
        "update postroom.template_versions set letter_languages = 'welsh_then_english',"
        " letter_welsh_subject = 'Amdanoch', letter_welsh_content = 'Annwyl ((name))',"
        " letter_attachment_id = %s where template_id = %s",
        [attachment, service.templates["letter"]],
    )
    store.put(f"letter-attachments/service-{service.id}/{attachment}.pdf", pdf(pages=2))

    work()

    made = store.get(make.contents(live, id)["pdf_key"])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert "Annwyl Bo" in pages[0] and "Dear Bo" in pages[1] and pages[2:] == ["", ""]
    assert make.facts(live, id)["billable_units"] == 2


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
