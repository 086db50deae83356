import asyncio

import pytest

from jobs.providers import Unavailable
from jobs.providers.turns import Turns


def test_only_so_many_at_once():
    busy, most = 0, 0

    async def run():
        turns = Turns("mmg", 3)

        async def work():
            nonlocal busy, most
            async with turns.one():
                busy += 1
                most = max(most, busy)
                await asyncio.sleep(0.001)
                busy -= 1

        await asyncio.gather(*(work() for _ in range(20)))

    asyncio.run(run())

    assert most == 3


def test_waiting_has_an_end():
    async def run():
        turns = Turns("mmg", 1, longest_wait=0.01)
        async with turns.one():
            with pytest.raises(Unavailable, match="mmg: no connection became free"):
                async with turns.one():
                    raise AssertionError
        async with turns.one():
            return "free again"

    assert asyncio.run(run()) == "free again"


def test_turn_ends_with_a_failure():
    async def run():
        turns = Turns("mmg", 1, longest_wait=0.01)
        for _ in range(3):
            with pytest.raises(KeyError):
                async with turns.one():
                    raise KeyError

    asyncio.run(run())
