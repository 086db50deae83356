"""What a worker knows once it has started."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KNOWN = """
from jobs.app import app
app.perform_import_paths()
print(*{task.func.__name__ for task in app.tasks.values() if task.func.__module__[:4] == "jobs"})
"""


def test_it_knows_every_task_that_is_declared():
    text = "".join(path.read_text() for path in (ROOT / "jobs").rglob("*.py"))
    declared = re.findall(r"^@app\.task\(.*?^async def (\w+)", text, re.DOTALL | re.MULTILINE)
    # In a process of its own: this one has imported more than a worker does.
    done = subprocess.run(
        [sys.executable, "-c", KNOWN], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert len(declared) > 10
    assert set(done.stdout.split()) == set(declared)
