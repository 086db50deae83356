"""python -m tests.conformance.run FILE-OR-FOLDER…: replays recorded conversations.

The API runs on a new cluster with an S3-compatible store, and the full stack on another for the
scenarios that say that they need a worker: so they were recorded, and some show that nothing was
sent yet. Each file is replayed by itself, so that each has a result of its own; the last line
counts their steps. With --passing LIST only the scenarios named in that file decide the exit
status, one name a line: they passed once and must stay so.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from postroom.launch import supervisor
from tests.conformance import recorded
from tests.tools import s3
from tests.tools.stack import connect, stack

REPLAY = Path(__file__).parents[3] / "shared/conformance/replay.py"
# Where the scenarios put files of recipients, as the admin app would.
CSV_BUCKET = "csv-uploads"
LONGEST = 300  # seconds that one file may take
# What the recording server was configured with; replay.py has the same defaults.
SETTINGS = {
    "ADMIN_BASE_URL": "http://localhost:6012",
    "FROM_NUMBER": "development",
    "NOTIFY_EMAIL_DOMAIN": "notify.tools",
    "NOTIFY_ENVIRONMENT": "development",
    "NOTIFY_LOG_LEVEL": "ERROR",
    "S3_BUCKET_CSV_UPLOAD": CSV_BUCKET,
}

# What the recording server's database had from the first, and a list shows.
LEFTOVER = """
    insert into postroom.organisations (name, organisation_type, permissions)
    values ('Broadcast Services (development)', 'central', '{can_ask_to_join_a_service}')
"""


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--passing", type=Path)
    arguments = parser.parse_args()
    supervisor.expect_signals()
    expected = listed(arguments.passing) if arguments.passing else None
    paths, results = scenarios(arguments.paths), {}
    alone, working = [[p for p in paths if needs_worker(p) == needed] for needed in (False, True)]
    with s3.server([CSV_BUCKET]) as store:
        for names, chosen in ({"api"}, alone), (supervisor.COMMANDS, working):
            if not chosen:
                continue
            with stack(names, **SETTINGS, **store.variables) as running:
                with connect(running) as db:
                    db.execute(LEFTOVER)
                for path in chosen:
                    explain = expected is None or path.name in expected
                    passed, failed = replay(
                        path, running.base_url, f"{store.url}/{CSV_BUCKET}", explain
                    )
                    results[path.name] = passed, failed + undescribed(path)
                    if not explain and failed:
                        print("   expected: not among those that have to pass")
    good = {name for name, (passed, failed) in results.items() if passed and not failed}
    regressions = (expected or set()) - good
    for name in sorted(regressions):
        print(f"{name}, listed in {arguments.passing}, does not pass any more")
    if expected is not None:
        print(summary(results, expected))
    passed = sum(passed for passed, _ in results.values())
    failed = sum(failed for _, failed in results.values())
    print(f"{passed} passed, {failed} failed")
    return int(bool(failed if expected is None else regressions))


def summary(results: dict[str, tuple[int, int]], expected: set[str]) -> str:
    """Which failures are no news."""
    known = sorted(n for n, (_, failed) in results.items() if failed and n not in expected)
    if not known:
        return "No failure was expected."
    return f"Expected failures, of scenarios that never passed: {', '.join(known)}"


def scenarios(paths: list[Path]) -> list[Path]:
    """The files themselves and those in the folders; a name with _ is a part of others."""
    found = [file for path in paths for file in (path.glob("*.json") if path.is_dir() else [path])]
    missing = [str(file) for file in found if not file.is_file()]
    if missing or not found:
        raise SystemExit(
            f"There is no scenario at {(missing or [*map(str, paths)])[0]}: they come with the "
            "contract, in ../shared."
        )
    return sorted(file for file in found if not file.name.startswith("_"))


def needs_worker(path: Path) -> bool:
    return "worker" in json.loads(path.read_text()).get("needs", "")


def listed(path: Path) -> set[str]:
    """The scenarios named in a file."""
    return {line for line in path.read_text().splitlines() if line.endswith(".json")}


def undescribed(path: Path) -> int:
    """How much of a recording the API's own description (/docs) does not cover; says what."""
    found = recorded.faults(path)
    print(*(f"   not as described: {fault}" for fault in found), sep="\n", end="\n" * bool(found))
    return len(found)


def replay(path: Path, base_url: str, csv_store: str, explain: bool) -> tuple[int, int]:
    """How many steps of a file pass and fail; says so, if asked with what was wrong."""
    command = [sys.executable, REPLAY, "--base", base_url, "--csv-store", csv_store, path]
    try:
        done = subprocess.run(command, stdout=-1, stderr=-2, text=True, timeout=LONGEST)
        output = done.stdout
    except subprocess.TimeoutExpired:
        output = f"FAIL {path.name}: still running after {LONGEST} seconds\n0 passed, 1 failed"
    *details, summary = output.splitlines() or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", summary)
    passed, failed = map(int, counts.groups()) if counts else (0, 1)
    verdict = "FAIL" if failed else "pass" if passed else "skip"
    print(f"{verdict} {path.name}: {summary}")
    if explain:
        print(*(f"   {line}" for line in details), sep="\n")
    sys.stdout.flush()
    return passed, failed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
