import json
from uuid import uuid4

import pytest

from postroom.files import documents, template_files
from postroom.files.documents import Document

ADDRESS = "ann@example.com"


def test_a_row_does_not_tell_what_the_link_does():
    document = Document(uuid4(), "text/plain", filename="Ann’s results.txt", address=ADDRESS)

    row = document.row(5)

    said = json.dumps(row)
    for secret in ("Ann", "ann", documents.to_text(document.key), document.key.hex()):
        assert secret not in said
    assert (row["size"], row["weeks"], row["mimetype"]) == (5, 26, "text/plain")
    assert row["confirmation"] != Document(document.service_id, "", address=ADDRESS).row(5)
    assert repr(document.key) not in repr(document)


def test_what_is_encrypted_needs_its_key():
    key = Document(uuid4(), "").key
    sealed = documents.encrypt(key, b"hello")

    assert b"hello" not in sealed
    assert documents.decrypt(key, sealed) == b"hello"
    for wrong, data in ((Document(uuid4(), "").key, sealed), (key, sealed[:-1] + b"x"), (key, b"")):
        with pytest.raises(documents.WrongKey):
            documents.decrypt(wrong, data)


def test_addresses_are_compared_as_recipients_are():
    key = Document(uuid4(), "").key
    assert documents.confirmation(key, " Ann@Example.com") == documents.confirmation(key, ADDRESS)
    assert documents.confirmation(key, ADDRESS) != documents.confirmation(key[::-1], ADDRESS)


def test_a_link_has_service_file_and_key():
    document = Document(uuid4(), "")

    base, path, query = document.link("https://x").replace("?", "/d/").split("/d/")

    service, id = path.split("/")
    assert (base, query[:4]) == ("https://x", "key=")
    assert documents.from_text(service, 16) == document.service_id.bytes
    assert documents.from_text(id, 16) == document.id.bytes
    assert documents.from_text(query[4:], 32) == document.key


@pytest.mark.parametrize("text", ["", "a", "é" * 22, "A" * 21, "A" * 23, "A" * 21 + "B", "A+/="])
def test_other_texts_are_no_parts_of_a_link(text):
    with pytest.raises(ValueError):
        documents.from_text(text, 16)


def file(name, **fields):
    return {"id": str(uuid4()), "filename": name, "link_text": None, "retention_period": 26,
            "validate_users_email": True, **fields}  # fmt: skip


def test_a_template_gives_copies_of_the_files_it_names():
    service = uuid4()
    named = file("A file.pdf", validate_users_email=False, retention_period=500)
    made = template_files.copies(
        [named, file("other.pdf")], ["name", "a_FILE.pdf"], service, ADDRESS
    )

    (copy,) = made
    assert copy.source == f"template-email-files/{service}/{named['id']}"
    assert (copy.document.address, copy.document.weeks) == (None, 78)
    assert copy.document.mimetype == "application/pdf"
    (again,) = template_files.copies([named], ["a file.pdf"], service, ADDRESS)
    assert again.document.key != copy.document.key


def test_a_file_whose_name_tells_no_type():
    (copy,) = template_files.copies([file("odd")], ["odd"], uuid4(), ADDRESS)
    assert (copy.document.mimetype, copy.document.address) == ("application/octet-stream", ADDRESS)


def test_links_replace_values_of_the_same_name():
    values = {"name": "Ann", "A_pdf": "x", "a-PDF": "y"}
    files = [file("a pdf", link_text="Get it"), file("b", link_text="")]
    copies = template_files.copies(files, ["A pdf", "b"], uuid4(), ADDRESS)

    links = template_files.fill(values, copies, lambda document: f"https://{document.filename[0]}")

    assert links == {"name": "Ann", "a pdf": "[Get it](https://a)", "b": "https://b"}
