"""python -m bench.letters: how fast letters become PDFs, and the memory that it takes.

Sizes: LETTERS (100). Each figure is a function of its own; a pool of one process makes all.
"""

import json
import os
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from bench.common import cpu_seconds, descendants, figure, median, number, stack
from bench.precompiled_letters import sanitise_letters
from postroom.content.letters import LetterTemplate
from postroom.letters.letter import Letter
from postroom.letters.pool import Pool

METHOD = """\
method: letters of two pages with a logo, one after the other through a pool of one process as the
worker has it; CPU time and peak memory (VmHWM) of that process, its start not counted. Pictures of
new letters over HTTP, one after the other. Letters of five pages from outside, with pictures."""
# Of the admin app.
KEY = "benchmark-of-letters-benchmark-of-letters"
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 36"><rect width="36" height="36"
fill="#005ea5"/><circle cx="90" cy="18" r="16" fill="#00703c"/></svg>"""
SUBJECT = "Your permit, ((name))"
BODY = """\
Dear ((name)),

It's time to renew your permit. You can do so at https://www.example.gov.uk/permits/renew, by post
or at the Tide Office, and it takes about ten minutes.

# What we need

* proof of who you are
* proof of where you live, such as a letter that the council or the bank sent you
* this letter

"""


def main() -> None:
    print(METHOD, flush=True)
    previews()
    templated()
    precompiled()


def previews() -> None:
    """The first page of a letter as a picture over HTTP: of one that is new, and again."""
    count = number("LETTERS", 100)
    with stack(["api"], TEMPLATE_PREVIEW_INTERNAL_SECRETS=json.dumps([KEY])) as running:
        ask(running, 0)
        new = [ask(running, index) for index in range(1, count)]
        again = [ask(running, index) for index in range(1, count)]
    figure("picture of a page over HTTP, drawn for it, p50", f"{median(new):.0f} ms")
    figure(
        "picture of a page over HTTP, seen before, p50", f"{median(again):.1f} ms", "under 150 ms"
    )


def ask(running: SimpleNamespace, index: int) -> float:
    """The milliseconds that it takes to get one."""
    made = letter(index)
    body = {
        "letter_contact_block": made.contact_block.replace("<br>", "\n"),
        "template": {"subject": SUBJECT, "content": BODY * 3},
        "values": made.values,
        "filename": None,
        "date": made.created_at.isoformat(),
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.variables['PORT']}/template-preview/preview.png",
        json.dumps(body).encode(),
        {"Authorization": f"Token {KEY}", "Host": "127.0.0.1"},
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def precompiled() -> None:
    """Letters of five pages from outside, cleaned by as many processes as there are cores."""
    letters, processes = number("LETTERS", 100), os.cpu_count() or 1
    seconds = sanitise_letters(letters, processes)
    name = f"{letters} precompiled letters of five pages cleaned, {processes} processes"
    figure(name, f"{seconds:.1f} s", "100 in under 40 s on two cores")


def templated() -> None:
    """Letters from templates, of two pages each."""
    pool, letters = Pool(1), number("LETTERS", 100)
    assert pool.call("make", letter(0), "print").pages == 2
    (process,) = descendants(os.getpid())
    began = cpu_seconds(process)
    for index in range(letters):
        pool.call("make", letter(index), "print")
    rate = letters / (cpu_seconds(process) - began)
    figure("letters of two pages made a second by one core", f"{rate:.1f}", "at least 15")
    figure("peak memory of a process that makes letters", f"{peak(process):.0f} MB", "under 200 MB")
    pool.close()


def letter(index: int) -> Letter:
    values = {
        "name": f"Bo {index}",
        "address line 1": f"Bo {index}",
        "address line 2": "1 Sea Road",
        "address line 3": "SW1A 1AA",
    }
    template = LetterTemplate(SUBJECT, BODY * 3)
    sender = "The Permits Team<br>Tide Office<br>Haven"
    return Letter(template, values, datetime(2026, 3, 1), contact_block=sender, logo=LOGO)


def peak(process: int) -> float:
    """Megabytes that a process has had resident at most."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
