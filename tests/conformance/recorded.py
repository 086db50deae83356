"""Recorded conversations against the API's own description of its requests and answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.tools.documented import answer_faults, request_faults

ID = "0a1b2c3d-1111-4222-8333-444455556666"
# What stands in a recording for what differs from run to run.
PLACEHOLDERS = {
    "<uuid>": ID,
    "<datetime-z>": "2026-11-20T10:00:00.000000Z",
    "<datetime?>": None,
    "<status>": "created",
    "<text>": "text",
    "<base>": "http://localhost",
    "<token>": "token",
    "<int>": 1,
    "<number>": 1.5,
    "<bool>": True,
    "<date>": "2026-11-20",
}
# "<any>" is anything, so each field gets something that it may have.
ANYTHING = {
    "cost_details": {},
    "cost_in_pounds": None,
    "is_cost_data_ready": False,
    "billable_sms_fragments": 1,
    "estimated_delivery": PLACEHOLDERS["<datetime-z>"],
}


def faults(path: Path) -> list[str]:
    """How the requests and answers of a scenario differ from what is described."""
    steps = json.loads(path.read_text())["steps"]
    return [f"step {n}: {fault}" for n, step in enumerate(steps) for fault in step_faults(step)]


def step_faults(step: dict[str, Any]) -> Iterator[str]:
    method, path = filled(step["do"]).split(" ", 1)
    expected = step["expect"]
    status = expected["status"]
    if status == "refused" or step.get("match"):
        return
    if status < 300:
        yield from request_faults(method, path, filled(step.get("json")))
    if "json" in expected:
        body = filled(expected["json"])
        yield from answer_faults(method, path, status, "application/json", body)


def filled(value: Any, name: str = "") -> Any:
    """A recorded value with something in the place of its variables and placeholders."""
    if isinstance(value, dict):
        return {filled(key): filled(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value if item != "<unordered>"]
    if value == "<any>":
        return ANYTHING.get(name)
    if not isinstance(value, str) or value in PLACEHOLDERS:
        return PLACEHOLDERS[value] if isinstance(value, str) else value
    text = re.sub(r"\$\{repeat:(.*?):(\d+)\}", lambda m: m[1] * int(m[2]), value)
    text = re.sub(r"\$\{soon\}", "2026-11-20T10:00:00", text)
    text = re.sub(r"\$\{\w+\}", ID, text)
    return re.sub(r"<[a-z-]+>", lambda m: str(PLACEHOLDERS.get(m[0], m[0])), text)
