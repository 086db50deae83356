"""Processes for letters: what they answer, and how they end."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from postroom.letters import process
from postroom.letters.pool import Broken, Pool, TooExpensive
from tests.tools.letters import a_letter


@pytest.fixture
def pool():
    pool = Pool(1)
    yield pool
    pool.close()


def children():
    """Processes of the pool that this one has started."""
    tasks = Path("/proc/self/task").glob("*/children")
    ids = [id for task in tasks for id in task.read_text().split()]
    return [
        int(id) for id in ids if b"postroom.letters" in Path(f"/proc/{id}/cmdline").read_bytes()
    ]


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


def test_nothing_of_the_libraries_is_loaded_here():
    assert "weasyprint" not in sys.modules


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


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_is_replaced(pool, end):
    pool.call("make", a_letter(), "preview")
    threading.Timer(0.05, lambda: os.kill(children()[0], end)).start()

    with pytest.raises(Broken, match=end.name):
        pool.call("make", a_letter("long " * 20_000), "preview")

    assert pool.call("make", a_letter(), "preview").pages == 1


def test_a_letter_that_takes_too_long_ends_its_process():
    pool = Pool(1, seconds=2)
    pool.call("make", a_letter(), "preview")
    began = time.monotonic()

    with pytest.raises(TooExpensive):
        pool.call("make", a_letter("# a\n\n漢 " * 20_000), "preview")

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
    wait_until(lambda: b"Z" in Path(f"/proc/{id}/stat").read_bytes().split()[2])

    assert pool.call("make", a_letter(), "preview").pages == 1


def test_a_process_is_replaced_after_many_letters(pool):
    for _ in range(process.LETTERS):
        with pytest.raises(Broken):
            pool.call("nothing of this name")
    (first,) = children()
    with pytest.raises(Broken, match="KeyError"):
        pool.call("nothing of this name")

    assert children() != [first]


def test_a_process_has_no_secrets_and_ends_with_its_parent(pool):
    pool.call("make", a_letter(), "preview")
    (id,) = children()

    names = {part.split(b"=")[0] for part in Path(f"/proc/{id}/environ").read_bytes().split(b"\0")}

    assert names <= {b"PATH", b"PYTHONPATH", b"LC_CTYPE", b""}
