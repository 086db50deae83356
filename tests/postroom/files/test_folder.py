"""A folder in which each object is one file, whole or not there."""

import os
import threading

import pytest

from postroom.files.folder import MARK, UNFINISHED, CannotHold
from postroom.files.objects import ObjectStore


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path))


def test_what_nothing_is_said_of_is_a_plain_file(store, tmp_path):
    store.put("letters-pdf/A.PDF", b"%PDF")

    assert (tmp_path / "letters-pdf/A.PDF").read_bytes() == b"%PDF"


def test_a_file_that_a_person_put_there_is_an_object(store, tmp_path):
    (tmp_path / "a").write_bytes(b"x")

    assert (store.get("a"), store.metadata("a")) == (b"x", {})


def test_content_cannot_pretend_to_have_a_head(store):
    forged = MARK + b"\0\0\0\x02{}x"
    store.put("a", forged)
    store.put("b", forged, {"valid": "True"})

    assert (store.get("a"), store.metadata("a")) == (forged, {})
    assert (store.get("b"), store.metadata("b")) == (forged, {"valid": "True"})


def test_headers_are_no_metadata(store):
    store.put("a", b"x", {"Valid": "é"}, {"Content-Type": "text/csv"})

    assert store.metadata("a") == {"valid": "é"}
    found = store.find("a")
    assert found.headers == {"Content-Type": "text/csv"}
    assert found.etag == "9dd4e461268c8034f5c8564e155c67a6"
    found.close()


def test_a_write_that_breaks_off_leaves_what_was_there(store, tmp_path):
    def broken():
        yield b"new"
        raise RuntimeError

    store.put("a", b"old", {"n": "1"})
    for key in ("a", "b/c"):
        with pytest.raises(RuntimeError):
            store.put(key, broken(), {"n": "2"})

    assert (store.get("a"), store.metadata("a")) == (b"old", {"n": "1"})
    assert list(store.list("")) == ["a"]
    assert os.listdir(tmp_path / UNFINISHED) == []


def test_a_reader_never_sees_content_with_anothers_metadata(store):
    def write():
        for n in range(300):
            store.put("a", str(n % 7).encode() * (1 + n % 7), {"n": str(n % 7)})

    store.put("a", b"0", {"n": "0"})
    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        found = store.find("a")
        n = found.metadata["n"]
        assert b"".join(found.read(0, found.size)) == n.encode() * (1 + int(n))
        found.close()
    writer.join()


def test_what_a_folder_cannot_hold(store):
    store.put("a", b"x")
    store.put("b/c", b"x")

    for key in ("a/b", "b", "x" * 256):
        with pytest.raises(CannotHold):
            store.put(key, b"y")
    for key in (f"{UNFINISHED}/x", "", "a//b", "/a", "a/", "./a", "a/../b", "a\0"):
        with pytest.raises(ValueError, match="illegal"):
            store.put(key, b"y")
    assert sorted(store.list("")) == ["a", "b/c"]
    for key in ("a/b", "b", "x" * 256):
        with pytest.raises(FileNotFoundError):
            store.get(key)


def test_a_key_may_follow_where_others_lay_below(store):
    store.put("a/b/c", b"x")
    store.delete("a/b/c")
    store.put("a", b"y")

    assert store.get("a") == b"y"
