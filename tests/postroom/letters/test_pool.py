"""Processes for letters: what they answer, and how they end."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from postroom.letters import process
from postroom.letters.pool import ENVIRONMENT, Broken, Pool, TooExpensive
from tests.conftest import COVERAGE
from tests.tools.letters import a_letter

# Those of other tests' pools, which may still be idle.
OTHERS = set()


@pytest.fixture(autouse=True)
def nothing_of_others():
    OTHERS.clear()
    OTHERS.update(children())


@pytest.fixture
def pool():
    pool = Pool(1)
    yield pool
    pool.close()


def children():
    """Processes of pools that this one has started, and that have not ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            is_ours = b"postroom.letters.process" in (folder / "cmdline").read_bytes()
            if int(parent) == os.getpid() and state != "Z" and is_ours:
                found.append(int(folder.name))
    return [id for id in found if id not in OTHERS]


def wait_until(condition):
    give_up = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_process_starts_when_it_is_needed_and_is_used_again(pool):
    assert children() == []

    first = pool.call("make", a_letter(), "preview")
    processes = children()
    again = pool.call("make", a_letter(), "preview")

    assert first == again and first.pages == 1
    assert len(processes) == 1 and children() == processes


@pytest.mark.parametrize("caller", ["api.app", "jobs.letters.printing, jobs.letters.task"])
def test_who_calls_loads_nothing_of_the_libraries(caller):
    libraries = {"PIL", "fontTools", "pikepdf", "pypdfium2", "reportlab", "weasyprint"}
    code = f"import sys, {caller}; print(*({libraries} & sys.modules.keys()))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.split() == []


def test_no_more_processes_than_there_may_be():
    pool = Pool(2)
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(pool.call("make", a_letter(), "preview")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(children()) == 2)
    for thread in threads:
        thread.join()

    assert len(made) == 6 and len(set(made)) == 1
    assert len(children()) <= 2
    pool.close()
    assert children() == []


def test_an_error_tells_its_kind_and_nothing_else_and_the_process_goes_on(pool):
    with pytest.raises(Broken) as raised:
        pool.call("make", a_letter(logo=b"<svg secret"), "preview")
    before = children()

    assert str(raised.value) == "ParseError"
    assert pool.call("make", a_letter(), "preview").pages == 1
    assert children() == before


def test_a_process_that_dies_is_replaced(pool):
    pool.call("make", a_letter(), "preview")
    threading.Timer(0.05, lambda: os.kill(children()[0], signal.SIGKILL)).start()

    with pytest.raises(Broken, match="SIGKILL"):
        pool.call("make", a_letter("long " * 20_000), "preview")

    assert pool.call("make", a_letter(), "preview").pages == 1


def test_a_letter_that_takes_too_long_ends_its_process():
    pool = Pool(1, seconds=2)
    pool.call("make", a_letter(), "preview")
    began = time.monotonic()

    with pytest.raises(TooExpensive):
        # Each sign is looked for in the fonts: some eight seconds on a machine at rest.
        signs = " ".join(chr(0x4E00 + number) for number in range(20_000))
        pool.call("make", a_letter(signs), "preview")

    assert 2 < time.monotonic() - began < 15
    assert children() == []


def test_a_letter_that_takes_too_much_memory_ends_its_process():
    pool = Pool(1, memory=120)
    assert pool.call("make", a_letter(), "preview").pages == 1

    with pytest.raises(TooExpensive):
        pool.call("make", a_letter(attachment=bytes(100 << 20)), "preview")

    assert children() == []


def test_a_process_that_ended_by_itself_meanwhile_is_no_fault(pool):
    pool.call("make", a_letter(), "preview")
    (id,) = children()
    # As if it had been idle for long: nothing more comes in.
    pool._free[0]._requests.close()
    pool._free[0]._requests = open(os.devnull, "wb")  # noqa: SIM115
    wait_until(lambda: id not in children())

    assert pool.call("make", a_letter(), "preview").pages == 1


def test_a_process_is_replaced_after_many_letters(pool):
    used = set()
    for _ in range(process.LETTERS + 1):
        with pytest.raises(Broken, match="KeyError"):
            pool.call("nothing of this name")
        used.update(process._process.pid for process in pool._free)

    assert len(used) == 2


def test_a_process_has_no_secrets_and_ends_with_its_parent(pool, monkeypatch):
    # Where coverage watches, its settings are.
    monkeypatch.delitem(ENVIRONMENT, COVERAGE, raising=False)
    pool.call("make", a_letter(), "preview")
    (id,) = children()

    names = {part.split(b"=")[0] for part in Path(f"/proc/{id}/environ").read_bytes().split(b"\0")}

    assert names <= {b"PATH", b"PYTHONPATH", b"LC_CTYPE", b""}
