"""Logos that nobody has used, and pictures of letters, leave the store after a week."""

import asyncio
import os
import time
from types import SimpleNamespace

from jobs import objects
from postroom.files.objects import ObjectStore

OTHER = "csv-uploads/temp-1"


def test_temporary_files_leave_after_a_week(tmp_path):
    store = ObjectStore(str(tmp_path))
    letters = "logos/letters/static/images/letter-template"
    old = time.time() - 7 * 86_400 - 60
    for key in (
        "logos/temp-1.png",
        f"{letters}/temp-1.svg",
        "letters-cache/1",
        "logos/1-crown.png",
        OTHER,
    ):
        store.put(key, b"x")
        os.utime(tmp_path / key, (old, old))
    store.put("logos/temp-2.png", b"x")
    store.put("letters-cache/2", b"x")
    context = SimpleNamespace(additional_context={"runtime": SimpleNamespace(objects=store)})

    asyncio.run(objects.remove_temporary_files.func(context, 0))

    assert sorted(store.list("")) == [
        OTHER, "letters-cache/2", "logos/1-crown.png", "logos/temp-2.png",
    ]  # fmt: skip
