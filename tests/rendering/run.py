"""python -m tests.rendering.run FILE...: runs case files and prints what differs.

A case file holds one JSON object per line: {"kind", "input", "expected"}. The last line
printed is "N passed, M failed"; the exit status is 1 if any case failed.
"""

import difflib
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.rendering.kinds import KINDS


def main(paths: list[str]) -> int:
    """Runs all cases of all files."""
    missing = [path for path in paths if not Path(path).is_file()]
    if missing or not paths:
        print(
            f"There are no cases at {(missing or ['../shared'])[0]}: they come with the contract."
        )
        return 2
    passed = failed = 0
    for path in paths:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                difference = _difference(json.loads(line))
                if difference is None:
                    passed += 1
                else:
                    failed += 1
                    print(f"{path}:{number}: {difference}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _difference(case: dict) -> str | None:
    """What is wrong with a case, in lines that a person can compare; None if nothing is."""
    title = f"{case['kind']} {json.dumps(case['input'], ensure_ascii=False)[:500]}"
    if case["kind"] not in KINDS:
        return f"{title}\n  unknown kind"
    try:
        got = KINDS[case["kind"]](case["input"])
    except Exception:
        return f"{title}\n{traceback.format_exc()}"
    if got == case["expected"] and type(got) is type(case["expected"]):
        return None
    lines = difflib.ndiff(_lines(case["expected"]), _lines(got))
    return "\n".join([f"{title}  (- expected, + got)", *(f"  {line}" for line in lines)])


def _lines(value: Any) -> list[str]:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=repr)
    # One tag or one line of text on a line, so that the differing one stands out.
    return text.replace("><", ">\n<").replace("\\n", "\\n\n").splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
