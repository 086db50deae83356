"""python -m tests.lint: every linter, each one's findings, and one exit status."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
MIGRATIONS = [str(path) for path in sorted(Path("sql/migrations").glob("*.sql"))]
LINTERS = [
    ["ruff", "check", "--quiet"],
    ["ruff", "format", "--check", "--quiet"],
    ["mypy", "--no-error-summary", "api", "jobs", "postroom"],
    ["sqlfluff", "lint", "--nocolor", "--processes", "0", "--disable-progress-bar", "sql"],
    ["squawk", "--reporter=gcc", *MIGRATIONS],
]


def main() -> bool:
    """Whether all linters are content."""
    content = True
    for name, *arguments in LINTERS:
        done = subprocess.run(
            [BIN / name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            content = False
            print(f"{name} {arguments[0]}:\n{done.stdout}", flush=True)
    print("lint:", "nothing found" if content else "see above", flush=True)
    return content


if __name__ == "__main__":
    sys.exit(not main())
