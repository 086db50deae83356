"""The object store over S3: the buckets that the admin app writes to, and its metadata."""

import pytest

from postroom.files import objects
from postroom.files.objects import ObjectStore
from tests.tools import s3

KEY = "csv-uploads/service-1-notify/2.csv"


@pytest.fixture(scope="module")
def server():
    with s3.server(["uploads", "rest"]) as running:
        yield running


@pytest.fixture
def store(server, monkeypatch):
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    return ObjectStore("s3://rest/prefix", {"csv-uploads": "uploads"})


def test_a_shared_bucket_is_read_where_it_lies(server, store):
    s3.put(
        f"{server.url}/uploads/service-1-notify/2.csv",
        b"phone number\n",
        valid="True",
        notification_count="1",
    )

    assert store.get(KEY) == b"phone number\n"
    found = store.metadata(KEY)
    assert (found["valid"], found["notification_count"]) == ("True", "1")
    assert list(store.list("csv-uploads/service-1-notify")) == [KEY]


def test_everything_else_lies_under_the_url(server, store):
    store.put("letters-pdf/A.PDF", b"one", {"kind": "letter"})

    assert list(ObjectStore("s3://rest").list("prefix")) == ["prefix/letters-pdf/A.PDF"]
    assert store.metadata("letters-pdf/A.PDF")["kind"] == "letter"

    store.move("letters-pdf/A.PDF", "csv-uploads/A.PDF")
    assert store.get("csv-uploads/A.PDF") == b"one"
    with pytest.raises(objects.NotFound):
        store.get("letters-pdf/A.PDF")


def test_what_is_not_there(store):
    for act in (store.get, store.metadata):
        with pytest.raises(objects.NotFound):
            act("csv-uploads/nothing")
    store.delete("csv-uploads/nothing")


def test_a_bucket_may_be_a_folder_or_a_url(tmp_path):
    store = ObjectStore(
        str(tmp_path / "all"),
        {"csv-uploads": str(tmp_path / "csv"), "contact-lists": "memory:///"},
    )
    store.put(KEY, b"x", {"valid": "True"})
    store.put("contact-lists/a", b"y")

    assert ObjectStore(str(tmp_path / "csv")).get("service-1-notify/2.csv") == b"x"
    assert store.get("contact-lists/a") == b"y"


def test_a_folder_keeps_metadata_with_the_file(tmp_path):
    store = ObjectStore(str(tmp_path))
    store.put(KEY, b"x", {"valid": "True"})
    store.put("csv-uploads/plain", b"y")

    assert store.metadata(KEY) == {"valid": "True"}
    assert store.metadata("csv-uploads/plain") == {}
    assert sorted(store.list("csv-uploads")) == ["csv-uploads/plain", KEY]
    with pytest.raises(objects.NotFound):
        store.metadata("csv-uploads/nothing")

    store.delete(KEY)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["plain"]


def test_a_change_is_of_what_another_has_written(store):
    """Somebody writes between its reading and its writing: it is done again."""
    others = [b"two\n", b"three\n"]

    def change(data):
        if others:
            other = others.pop(0)
            store.change("spool/list", lambda found: found + other)
        return data + b"mine\n"

    store.change("spool/list", change)

    assert store.get("spool/list") == b"two\nthree\nmine\n"
