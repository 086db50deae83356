"""python -m bench: benchmarks one after the other, their figures into docs/performance.md.

Without arguments all, in short forms that take less than 15 minutes together. Or one:
python -m bench retention ROWS=10000000 SERVICES=17000. A row of the table stays until the same
command is run again.
"""

import os
import re
import subprocess
import sys
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bench.common import FIGURE

TABLE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
HEAD = """\
| figure | target | measured | date | machine | command |
|---|---|---|---|---|---|
"""
MACHINE = "machine: "
SHORT = (
    "send SECONDS=4 CLIENTS=1,2,4,8,16,32,64 SERVICES=200",
    "read SECONDS=4",
    "size ROWS=300000 SERVICES=1000 SECONDS=3 RUNS=2",
    "deliver MESSAGES=20000",
    "deliver MESSAGES=5000 DELAY_MS=200",
    "fair ROWS=20000 SECONDS=15",
    "life SECONDS=15",
    "horizon SECONDS=60",
    "receipts SECONDS=5",
    "upload ROWS=20000",
    "many MESSAGES=2000 RUNS=3",
    "facts ROWS=200000",
    "usage SERVICES=1000",
    "retention ROWS=200000",
    "door",
    "letters",
    "memory",
)

Row = tuple[str, ...]


def main(arguments: list[str]) -> None:
    """Runs what is asked for; ends with status 1 if a benchmark failed, after the others."""
    began, failed = time.monotonic(), []
    forms = [" ".join(arguments)] if arguments else [form for form in SHORT if exists(form)]
    for form in forms:
        figures, good = run(form)
        if good:
            record(f"`make bench FORM='{form}'`", figures)
        else:
            failed.append(form)
    print(f"bench: {time.monotonic() - began:.0f} s in all")
    if failed:
        raise SystemExit(f"These failed: {', '.join(failed)}")


def exists(form: str) -> bool:
    return find_spec(f"bench.{form.split()[0]}") is not None


def run(form: str) -> tuple[list[Row], bool]:
    """Name, target, measured, date and machine of each figure; whether all went well."""
    module, *sizes = form.split()
    began = time.monotonic()
    print(f"\n== {form}", flush=True)
    process = subprocess.Popen(
        [sys.executable, "-m", f"bench.{module}"],
        env={**os.environ, **dict(size.split("=", 1) for size in sizes), "RECORD": "yes"},
        stdout=subprocess.PIPE,
        text=True,
    )
    figures, machine = [], ""
    for line in process.stdout:
        print(line, end="", flush=True)
        if line.startswith(MACHINE):
            machine = re.sub(r" \(.*?\)", "", line.removeprefix(MACHINE).strip())
        if line.startswith(FIGURE):
            name, target, measured = line.removeprefix(FIGURE).strip().split(" | ")
            figures.append((name, target, measured, f"{date.today()}", machine))
    good = process.wait() == 0
    print(f"== {time.monotonic() - began:.0f} s, {'done' if good else 'failed'}", flush=True)
    return figures, good


def record(command: str, figures: list[Row]) -> None:
    """Put the figures in the place of those that the same command gave before, or last."""
    text = TABLE.read_text()
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    rows = [row for row in table.splitlines() if row.startswith("| ")][1:]
    old = [row for row in rows if row.endswith(f" | {command} |")]
    place = rows.index(old[0]) if old else len(rows)
    rows = [row for row in rows if row not in old]
    rows[place:place] = [f"| {' | '.join([*figure, command])} |" for figure in figures]
    TABLE.write_text(f"{before}{BEGIN}\n{HEAD}{chr(10).join(rows)}\n{END}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
