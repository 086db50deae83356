"""Which room of the house may import which, so that no arrow points upwards (docs/design.md)."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

PACKAGES = ("api", "jobs", "postroom")
LAUNCH = "postroom.launch"
# The doors of the API, which know nothing of one another.
DOORS = (
    "api.public",
    "api.internal",
    "api.callbacks",
    "api.documents",
    "api.storage",
    "api.template_preview",
    "api.console",
)
SHARED = (
    "api.wire", "api.sending", "api.database", "api.gathering", "api.previews", "api.reading",
    "postroom",
)  # fmt: skip


@cache
def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    paths = [path for package in PACKAGES for path in Path(package).rglob("*.py")]
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the product that this one imports, also inside a function, or by name."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{name.name}" for name in node.names}
            found |= inner & modules().keys() or {node.module}
        elif isinstance(node, ast.Constant) and "." in str(node.value):
            found.add(str(node.value))
    return frozenset(found & modules().keys())


def lies_in(module: str, *rooms: str) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def reached_from(package: str) -> set[str]:
    """All modules that importing a package whole brings along."""
    reached: set[str] = set()
    waiting = [module for module in modules() if lies_in(module, package)]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += imports(module)
    return reached


def arrows(source: str) -> list[tuple[str, str]]:
    return [
        (module, target)
        for module in modules()
        if lies_in(module, source)
        for target in imports(module)
    ]


def test_postroom_holds_what_both_api_and_jobs_import():
    both = reached_from("api") & reached_from("jobs")
    shared = {
        module
        for module, path in modules().items()
        if lies_in(module, "postroom")
        and not lies_in(module, LAUNCH)
        and path.name not in ("__init__.py", "__main__.py")
    }

    assert sorted(shared - both) == []


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_only_what_doors_share(door):
    strays = [
        (module, target)
        for module, target in arrows(door)
        if not lies_in(target, door, *SHARED) or lies_in(target, LAUNCH)
    ]

    assert strays == []


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("api.wire", ("api.sending", "api.openapi", *DOORS)),
        ("api.sending", ("api.openapi", *DOORS)),
        ("api", ("jobs", LAUNCH)),
        ("jobs", ("api", LAUNCH)),
    ],
)
def test_no_arrow_points_upwards(lower, higher):
    assert [arrow for arrow in arrows(lower) if lies_in(arrow[1], *higher)] == []


def test_what_is_shared_knows_neither_api_nor_jobs():
    upwards = [
        (module, target)
        for module, target in arrows("postroom")
        if lies_in(target, "api", "jobs") and not lies_in(module, LAUNCH)
    ]

    # `python -m postroom` is the command line.
    assert upwards == []


def test_sql_helpers_that_nobody_may_call_lie_apart():
    misplaced = [
        str(path)
        for path in Path("sql/functions").rglob("*.sql")
        if ("grant execute" in path.read_text()) is (path.parent.name == "internal")
    ]

    assert misplaced == []


def test_a_format_of_a_schema_is_registered_once():
    """The later of two would count, wherever it lies."""
    found = Counter(
        name
        for module, path in modules().items()
        if lies_in(module, "api")
        for name in re.findall(r'^@formats\.checks\("([\w-]+)"', path.read_text(), re.MULTILINE)
    )

    assert found
    assert [name for name, number in found.items() if number > 1] == []
