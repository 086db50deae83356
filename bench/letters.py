"""python -m bench.letters: how fast letters become PDFs, and the memory that it takes.

Sizes: LETTERS (100). Each figure is a function of its own; a pool of one process makes all.
"""

import os
import time
from datetime import datetime
from pathlib import Path

from bench.common import cpu_seconds, descendants, figure, median, number
from bench.precompiled_letters import sanitise_letters
from postroom.content.letters import LetterTemplate
from postroom.letters.letter import Letter
from postroom.letters.pool import Pool

METHOD = """\
method: letters of two pages with a logo, one after the other through a pool of one process as the
worker has it; CPU time and peak memory (VmHWM) of that process, its start not counted. Pictures of
new letters, made and drawn one after the other. Letters of five pages from outside, with pictures."""
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 36"><rect width="36" height="36"
fill="#005ea5"/><circle cx="90" cy="18" r="16" fill="#00703c"/></svg>"""
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
    templated()
    previews()
    precompiled()


def previews() -> None:
    """The first page of a letter as a picture, which nobody has seen yet."""
    pool, times = Pool(1), []
    pool.call("picture", pool.call("make", letter(0), "preview").pdf, 1)
    for index in range(number("LETTERS", 100)):
        began = time.perf_counter()
        pool.call("picture", pool.call("make", letter(index), "preview").pdf, 1)
        times.append((time.perf_counter() - began) * 1000)
    name = "picture of a page of a letter that was not drawn before, p50"
    figure(name, f"{median(times):.0f} ms", "under 150 ms")
    pool.close()


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
    template = LetterTemplate("Your permit, ((name))", BODY * 3)
    sender = "The Permits Team<br>Tide Office<br>Haven"
    return Letter(template, values, datetime(2026, 3, 1), contact_block=sender, logo=LOGO)


def peak(process: int) -> float:
    """Megabytes that a process has had resident at most."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
