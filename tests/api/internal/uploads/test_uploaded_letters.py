import threading
import uuid

import pytest

from tests.tools import make
from tests.tools.letters import pdf


@pytest.fixture
def upload(app, admin, service):
    """upload(…) → the answer to sending a file that has been uploaded; .id of the file"""

    def upload(owner=service, id=None, stored=True, **fields):
        id = id or str(uuid.uuid4())
        if stored:
            app.extensions["objects"].put(source(owner, id), pdf())
        body = {
            "postage": "second",
            "filename": "a letter.pdf",
            "created_by": str(owner.user),
            "file_id": id,
            "recipient_address": "Bo%20Person%0A1%20Road%0ASW1A%201AA",
            **fields,
        }
        answer = admin(f"POST /service/{owner.id}/send-pdf-letter", body)
        answer.id = id
        return answer

    return upload


def source(owner, id):
    return f"transient-uploaded-letters/service-{owner.id}/{id}.pdf"


def letters(committed, owner):
    return committed.execute(
        "select id from postroom.notifications where service_id = %s", (owner.id,)
    ).fetchall()


def removal(committed, key):
    return committed.execute(
        "select remove_at > now() as later from postroom.object_removals where key = %s", (key,)
    ).fetchone()


def test_a_letter_is_stored_with_its_file(app, upload, committed, service):
    answer = upload(postage="europe")

    assert answer.status == 201 and answer.body == {"id": answer.id}
    ((id,),) = [row.values() for row in letters(committed, service)]
    facts, contents = make.facts(committed, id), make.contents(committed, id)
    assert (facts["status"], facts["postage"], facts["international"]) == (
        "created", "europe", True,
    )  # fmt: skip
    assert facts["created_by_id"] == service.user and facts["api_key_id"] is None
    assert facts["client_reference"] == "a letter.pdf"
    assert contents["personalisation"] == {"address_line_1": "a letter.pdf"}
    assert contents["recipient"] == "Bo Person\n1 Road\nSW1A 1AA"
    assert contents["normalised_recipient"] == "boperson1roadsw1a1aa"
    assert app.extensions["objects"].get(contents["pdf_key"]) == pdf()
    # The copy stays as long as the letter, the upload for a day.
    assert removal(committed, contents["pdf_key"]) is None
    assert removal(committed, source(service, answer.id)) == {"later": True}


def test_it_is_known_by_the_id_of_its_file(upload, admin, service):
    id = upload().id
    path = f"/service/{service.id}/notifications"

    shown = admin(f"GET {path}/{id}").body

    assert shown["client_reference"] == "a letter.pdf"
    assert shown["template"]["is_precompiled_letter"] is True
    assert admin(f"GET {path}/{shown['id']}").body == shown
    assert admin(f"POST {path}/{id}/cancel").body["status"] == "cancelled"


def test_sending_it_again_changes_nothing(upload, committed, service):
    id = upload().id

    again = upload(id=id, stored=False)

    assert again.status == 201 and again.body == {"id": id}
    assert len(letters(committed, service)) == 1


def test_two_requests_at_once_send_one_letter(app, upload, committed, service):
    id = str(uuid.uuid4())
    app.extensions["objects"].put(source(service, id), pdf())
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(upload(id=id, stored=False).status))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [201] * 4
    assert len(letters(committed, service)) == 1


def test_what_is_refused(upload, committed, service, nowhere):
    assert upload(stored=False).message == "No result found"
    assert upload(created_by=nowhere).status == 404
    outsider = make.user(committed, name="Zoe")
    assert "Zoe is not part of the" in upload(created_by=str(outsider)).message
    assert upload(postage="third").errors == [
        "postage invalid. It must be first, second, economy, europe or rest-of-world."
    ]
    committed.execute(
        "update postroom.services set letter_message_limit = 0 where id = %s", (service.id,)
    )
    assert upload().message == "Exceeded send limits (letter: 0) for today"
    committed.execute(
        "update postroom.services set permissions = '{sms}' where id = %s", (service.id,)
    )
    assert upload().message == "Service is not allowed to send letters"
    assert letters(committed, service) == []


def test_not_in_trial_mode(upload, committed, service):
    committed.execute("update postroom.services set restricted = true where id = %s", (service.id,))

    answer = upload()

    assert answer.status == 400 and "when service is in trial mode" in answer.message
