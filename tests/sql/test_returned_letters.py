import pytest

from tests.tools import make


@pytest.fixture
def service(db):
    made = make.service(db)
    make.service_callback(db, made, "returned_letter")
    return made


def letter(db, owner, reference="A" * 16, status="delivered", **fields):
    id = make.letter(db, owner, letter_reference=reference, client_reference="ours", **fields)
    db.execute("update postroom.notifications set status = %s where id = %s", (status, id))
    return id


def returned(db, *references):
    return make.call(db, "jobs.record_returned_letters", letter_references=list(references))


def test_a_letter_that_came_back(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    id = letter(db, service)

    counts = returned(db, "A" * 16, "B" * 16)

    assert counts == {"returned": 1, "known_before": 0, "unknown": 1}
    assert make.facts(db, id)["status"] == "returned-letter"


def test_its_service_is_called(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    id = letter(db, service)
    returned(db, "A" * 16)

    (row,) = db.execute("select * from jobs.claim_callbacks(10)").fetchall()

    assert row["callback_type"] == "returned_letter"
    assert list(row["payload"].items()) == [
        ("notification_id", str(id)),
        ("reference", "ours"),
        ("date_sent", "2026-11-23T12:00:00.000000Z"),
        ("sent_by", "API"),
        ("template_name", "letter template"),
        ("template_id", str(service.templates["letter"])),
        ("template_version", 1),
        ("spreadsheet_file_name", None),
        ("spreadsheet_row_number", None),
        ("upload_letter_file_name", None),
    ]


def test_one_uploaded_by_a_member_names_the_file(db, service):
    id = letter(db, service)
    db.execute(
        "update postroom.notifications set api_key_id = null, created_by_id = %s,"
        " client_reference = 'letter.pdf' where id = %s",
        (service.user, id),
    )
    db.execute("update postroom.templates set hidden = true where template_type = 'letter'")
    returned(db, "A" * 16)

    (row,) = db.execute("select * from jobs.claim_callbacks(10)").fetchall()

    told = row["payload"]
    assert told["sent_by"].startswith("ann-")
    assert (told["reference"], told["upload_letter_file_name"]) == (None, "letter.pdf")
    # As the reference writes it.
    assert (told["template_id"], told["template_name"]) == ("None", None)


def test_hazard_a_list_that_comes_twice_calls_once(db, service):
    """The reference calls again for every letter of a list that is repeated."""
    letter(db, service)
    returned(db, "A" * 16)
    db.execute("delete from postroom.callback_queue")

    assert returned(db, "A" * 16) == {"returned": 0, "known_before": 1, "unknown": 0}

    assert make.queued_callbacks(db) == []
    assert len(db.execute("select from postroom.returned_letters").fetchall()) == 1


def test_one_is_found_when_its_contents_are_long_gone(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    id = letter(db, service)
    make.at(db, "2027-05-23T12:00:00Z")

    returned(db, "A" * 16)

    assert make.facts(db, id)["status"] == "returned-letter"
    rows = db.execute("select * from jobs.claim_callbacks(10)").fetchall()
    assert rows[0]["payload"]["notification_id"] == str(id)


def test_hazard_a_late_despatch_leaves_it_returned_but_is_billed(db, service):
    id = letter(db, service, status="sending")
    returned(db, "A" * 16)

    make.call(
        db,
        "api.record_letter_receipt",
        notification_id=id,
        status="delivered",
        despatched_on="2026-11-23",
        cost_threshold="sorted",
    )

    facts = make.facts(db, id)
    assert facts["status"] == "returned-letter"
    assert (str(facts["despatched_on"]), facts["cost_threshold"]) == ("2026-11-23", "sorted")


def test_jobs_take_five_thousand_at_a_time(db):
    references = [f"{n:016}" for n in range(5001)]
    make.call(db, "api.report_returned_letters", letter_references=references)

    jobs = db.execute(
        "select args from procrastinate.procrastinate_jobs"
        " where task_name = 'record_returned_letters' order by id"
    ).fetchall()
    assert sorted(len(job["args"]["letter_references"]) for job in jobs) == [1, 5000]
    assert sorted(ref for job in jobs for ref in job["args"]["letter_references"]) == references
