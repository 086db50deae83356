import pytest

from postroom.files import objects
from postroom.files.objects import ObjectStore


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path / "not" / "there" / "yet"))


def test_what_is_put_can_be_got_moved_listed_and_deleted(store):
    store.put("letters-pdf/2026-11-23/A.PDF", b"one")
    store.put("letters-pdf/2026-11-23/A.PDF", b"two")
    store.put("letters-scan/B.PDF", b"")

    assert store.get("letters-pdf/2026-11-23/A.PDF") == b"two"
    assert store.get("letters-scan/B.PDF") == b""
    assert list(store.list("letters-pdf")) == ["letters-pdf/2026-11-23/A.PDF"]

    store.move("letters-pdf/2026-11-23/A.PDF", "letters-scan/A.PDF")
    assert sorted(store.list("letters-scan")) == ["letters-scan/A.PDF", "letters-scan/B.PDF"]

    store.delete("letters-scan/A.PDF")
    store.delete("letters-scan/A.PDF")
    assert list(store.list("letters-scan")) == ["letters-scan/B.PDF"]


def test_a_file_that_is_not_there(store):
    for act in (lambda: store.get("a"), lambda: store.move("a", "b")):
        with pytest.raises(objects.NotFound):
            act()
    assert issubclass(objects.NotFound, objects.Fault)


def test_no_key_leaves_the_store(store):
    with pytest.raises(ValueError, match="illegal"):
        store.put("../a", b"")


def test_a_url_names_another_kind_of_store(tmp_path):
    store = ObjectStore("memory:///")
    store.put("a/b", b"x")
    assert store.get("a/b") == b"x"
