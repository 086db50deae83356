"""Calls of many threads made as one, against a database that stalls, refuses and breaks."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from api.gathering import Gatherer

# No call here takes longer, unless it hangs.
PATIENCE = 10


class Stalled:
    """A function that waits until it is let go, and remembers what it was asked."""

    def __init__(self, answer=lambda asked: [f"done {one}" for one in asked]):
        self.calls = []
        self.answer = answer
        self.is_called = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, asked):
        self.calls.append(list(asked))
        self.is_called.release()
        assert self.go.acquire(timeout=PATIENCE)
        return self.answer(asked)


@pytest.fixture
def threads():
    with ThreadPoolExecutor(32) as pool:
        yield pool


def gather(threads, gatherer, function, *asked):
    """The first is under way; the others come one after the other meanwhile."""
    first = threads.submit(gatherer.ask, asked[0])
    assert function.is_called.acquire(timeout=PATIENCE)
    others = []
    for number, one in enumerate(asked[1:], 1):
        others.append(threads.submit(gatherer.ask, one))
        while len(gatherer._waiting) < number:
            time.sleep(0.001)
    return [first, *others]


def let_go(function, calls):
    for _ in range(calls):
        function.go.release()


def test_one_that_is_alone_waits_for_nobody():
    gatherer = Gatherer(lambda asked: [len(asked)])

    assert [gatherer.ask("a"), gatherer.ask("b")] == [1, 1]


def test_what_comes_meanwhile_goes_into_the_next_call_in_its_order(threads):
    function = Stalled()
    asked = gather(threads, Gatherer(function), function, *"abcd")
    let_go(function, 2)

    assert [one.result(PATIENCE) for one in asked] == ["done a", "done b", "done c", "done d"]
    assert function.calls == [["a"], ["b", "c", "d"]]


def test_a_call_takes_no_more_than_most(threads):
    function = Stalled()
    asked = gather(threads, Gatherer(function, most=2), function, *"abcde")
    let_go(function, 3)

    assert [one.result(PATIENCE)[-1] for one in asked] == list("abcde")
    assert function.calls == [["a"], ["b", "c"], ["d", "e"]]


def test_one_that_is_at_fault_harms_only_itself(threads):
    def answer(asked):
        if "poison" in asked:
            raise psycopg.errors.NumericValueOutOfRange
        return asked

    function = Stalled(answer)
    asked = gather(threads, Gatherer(function), function, "a", "b", "poison", "c")
    let_go(function, 5)

    assert [one.result(PATIENCE) for one in (*asked[:2], asked[3])] == ["a", "b", "c"]
    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        asked[2].result(PATIENCE)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("the connection is lost"),
        psycopg.errors.QueryCanceled(),
        RuntimeError("no pool"),
    ],
)
def test_each_hears_of_a_call_that_failed_as_a_whole_and_none_is_made_again(threads, error):
    def answer(asked):
        raise error

    function = Stalled(answer)
    asked = gather(threads, Gatherer(function), function, *"abc")
    let_go(function, 2)

    assert [type(one.exception(PATIENCE)) for one in asked] == [type(error)] * 3
    assert len(function.calls) == 2


def test_it_goes_on_after_a_failure(threads):
    function = Stalled(lambda asked: 1 / 0 if "a" in asked else asked)
    gatherer = Gatherer(function)
    asked = gather(threads, gatherer, function, *"ab")
    let_go(function, 3)

    assert isinstance(asked[0].exception(PATIENCE), ZeroDivisionError)
    assert asked[1].result(PATIENCE) == "b"
    assert gatherer.ask("c") == "c"


def test_no_answer_is_mixed_up_under_many_threads(threads):
    gatherer = Gatherer(lambda asked: [one * 2 for one in asked], most=7)

    assert list(threads.map(gatherer.ask, range(5000))) == [2 * n for n in range(5000)]
