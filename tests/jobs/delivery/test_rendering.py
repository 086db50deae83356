"""Large messages in processes of their own: the same texts, limits that end, nobody held up."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest

from jobs.delivery import rendering
from jobs.delivery.drafts import LARGE, Draft
from jobs.delivery.rendering import OutOfTime, Renderers
from jobs.providers import SMS, Email, Refused, mime
from postroom.content.email import EmailTemplate
from postroom.content.sms import SMSTemplate

SERVICE, OTHER = uuid4(), uuid4()


def email(body):
    empty = Email(
        uuid4(),
        "a@x.example",
        "",
        "",
        "",
        "Tide",
        "b@y.example",
        None,
        "https://x.example/u",
        "normal",
    )
    return Draft(
        empty,
        EmailTemplate("Hi ((name))", "Dear ((name)),\n\n((body))"),
        {"name": "Bo", "body": body},
    )


def later(seconds=120):
    return time.monotonic() + seconds


def children():
    """The ids of the processes that render for this one and still run; others start some too."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for task in tasks for pid in task.read_text().split()]
    return [int(pid) for pid in pids if b"rendering_process" in command(pid)]


def command(pid):
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def test_what_a_process_renders_is_what_the_worker_would():
    draft = email("* an item\n" * 5_000)
    text = Draft(
        SMS(uuid4(), "447700900123", "", "TIDE", False, "normal"),
        SMSTemplate("((text))"),
        {"text": " \n" * LARGE + "words"},
        "Tide Office",
    )

    async def scenario():
        renderers = Renderers()
        finished = await renderers.finish(draft, SERVICE, later())
        assert finished.html == draft.finish().html
        assert finished.plain_text == draft.finish().plain_text
        assert finished.subject == "Hi Bo"
        parts = message_from_bytes(mime.build(finished), policy=default)
        assert parts.get_body("html").get_content().split() == finished.html.split()
        assert (await renderers.finish(text, SERVICE, later())).text == "Tide Office:\n\nwords"
        await renderers.close()

    assert draft.is_large
    assert text.is_large
    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("body", "is_large"),
    [
        ("a" * (LARGE - 50), False),
        ("a" * LARGE, True),
        (["item"] * LARGE, True),
        (["item"], False),
        (None, False),
        (17, False),
    ],
)
def test_a_message_is_large_by_what_it_will_be(body, is_large):
    assert email(body).is_large is is_large


def test_a_value_that_is_used_often_counts_as_often():
    template = EmailTemplate("", "((body))" * 100)
    draft = email("")
    values = {"body": "a" * (LARGE // 50)}

    assert Draft(draft.message, template, values).is_large
    assert not Draft(draft.message, EmailTemplate("", "((c??short))"), {"c": "y" * LARGE}).is_large


@pytest.mark.parametrize(
    ("limits", "body", "reason"),
    [
        ({"seconds": 0.01}, "* a\n  * b\n" * 20_000, "rendering takes more than 0.01 s"),
        ({"memory": 150}, "^ a\n\n* b\n\n" * 180_000, "rendering takes more than 150 MiB"),
        ({}, "* a\n" * 200_000, "the email is larger than 10 MiB"),
    ],
)
def test_what_exceeds_a_limit_is_refused_with_the_reason(limits, body, reason):
    async def scenario():
        renderers = Renderers(**limits)
        with pytest.raises(Refused, match=reason):
            await renderers.finish(email(body), SERVICE, later())
        with pytest.raises(Refused, match=reason):
            await renderers.finish(email(body), SERVICE, later())
        await renderers.close()

    asyncio.run(scenario())


def test_a_process_that_dies_is_replaced_once():
    async def scenario():
        renderers = Renderers()
        finishing = asyncio.create_task(
            renderers.finish(email("* a\n  * b\n" * 20_000), SERVICE, later())
        )
        for lives in (1, 2):
            while not (started := children()):
                await asyncio.sleep(0.01)
            os.kill(started[0], signal.SIGKILL)
            while started[0] in children():
                await asyncio.sleep(0.01)
            assert lives == 2 or not finishing.done()
        with pytest.raises(Refused, match="rendering ended a process"):
            await finishing
        assert "bbb" in (await renderers.finish(email("b" * LARGE), SERVICE, later())).html
        await renderers.close()

    asyncio.run(scenario())


def test_processes_start_when_needed_and_end_when_idle(monkeypatch):
    monkeypatch.setattr(rendering, "IDLE_SECONDS", 0.2)

    async def scenario():
        renderers = Renderers()
        assert children() == []
        await renderers.finish(email("a" * LARGE), SERVICE, later())
        deadline = later(30)
        while children():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        await renderers.close()

    asyncio.run(scenario())


def test_no_message_waits_beyond_its_last_moment():
    async def scenario():
        renderers = Renderers(processes=1)
        long = asyncio.create_task(
            renderers.finish(email("* a\n  * b\n" * 20_000), SERVICE, later())
        )
        await asyncio.sleep(0)
        with pytest.raises(OutOfTime):
            await renderers.finish(email("a" * LARGE), SERVICE, later(0.01))
        with pytest.raises(OutOfTime):
            await renderers.finish(email("a" * LARGE), SERVICE, later(-1))
        await long
        await renderers.close()

    asyncio.run(scenario())


def test_services_take_turns():
    async def scenario():
        turns, taken = rendering._FairTurns(1), []

        async def work(service, name):
            async with turns.one(service, later()):
                taken.append(name)
                await asyncio.sleep(0)

        names = [(SERVICE, "a1"), (SERVICE, "a2"), (SERVICE, "a3"), (OTHER, "b1"), (OTHER, "b2")]
        await asyncio.gather(*(work(service, name) for service, name in names))
        return taken

    assert asyncio.run(scenario()) == ["a1", "b1", "a2", "b2", "a3"]
