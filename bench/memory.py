"""python -m bench.memory: what the whole stack takes when it has nothing to do.

Sizes: SECONDS (5) of quiet before it is measured.
"""

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from bench.common import descendants, figure, make_services, number, say, stack
from bench.requests import measure, posts
from postroom.launch import supervisor

METHOD = """\
method: supervisor, API and worker as `make run` starts them, some traffic, then quiet; PSS of all
their processes from smaps_rollup, where pages that processes share count once. Of PostgreSQL's
processes what is no shared memory."""

# The supervisor as a process of its own, not as part of this one.
SUPERVISOR = "import os; from postroom.launch import supervisor; supervisor.run(os.environ)"


def main() -> None:
    print(METHOD, flush=True)
    with stack() as running:
        services = make_services(running, 3)
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR], env=running.variables, stderr=subprocess.DEVNULL
        )
        try:
            supervisor.wait_for_answer({"stack": process}, running.variables)
            running.parts = {"stack": process}
            measure(running, 16, 3, posts(services))
            time.sleep(number("SECONDS", 5))
            tell(running, process.pid)
        finally:
            process.terminate()
            process.wait()


def tell(running: SimpleNamespace, parent: int) -> None:
    """Prints what each part takes, and all of them."""
    total = 0.0
    for name, processes in parts(running, parent).items():
        taken = sum(map(megabytes, processes))
        total += taken
        say(name, f"{taken:.0f} MB in {len(processes)} processes")
    figure("memory of the idle stack", f"{total:.0f} MB", "under 350 MB")


def parts(running: SimpleNamespace, parent: int) -> dict[str, list[int]]:
    """Process ids by part."""
    ours, known = [parent, *descendants(parent)], {}
    for process in ours:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        name = "supervisor" if process == parent else "worker"
        if b"granian" in command or b"multiprocessing" in command:
            name = "API"
        known.setdefault(name, []).append(process)
    known["PostgreSQL without shared memory"] = [running.postgres, *descendants(running.postgres)]
    return known


def megabytes(process: int) -> float:
    """Proportional share of memory without the shared memory in it, of which only PostgreSQL
    has any worth mentioning."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: line.split()[1] for line in lines[1:]}
    return (int(sizes["Pss:"]) - int(sizes["Pss_Shmem:"])) / 1024


if __name__ == "__main__":
    main()
