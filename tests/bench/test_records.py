import pytest

from bench import __main__ as runner
from bench import common

BEFORE = f"before\n{runner.BEGIN}\n{runner.END}\nafter\n"


def figures(*names):
    return [(name, "at least 1/s", "2/s", "2030-05-01", "2 cores") for name in names]


@pytest.fixture
def table(tmp_path, monkeypatch):
    file = tmp_path / "performance.md"
    file.write_text(BEFORE)
    monkeypatch.setattr(runner, "TABLE", file)
    return file


@pytest.fixture
def plots(tmp_path, monkeypatch):
    monkeypatch.setattr(common, "PLOTS", tmp_path / "plots")
    return tmp_path / "plots"


def names(table):
    rows = [line for line in table.read_text().splitlines() if line.startswith("| ")]
    return [row.split(" | ")[0].removeprefix("| ") for row in rows[1:]]


def test_figures_go_between_the_marks_and_nothing_else_changes(table):
    runner.record("`make one`", figures("a", "b"))

    text = table.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "| a | at least 1/s | 2/s | 2030-05-01 | 2 cores | `make one` |" in text


def test_a_command_replaces_its_own_rows_where_they_were(table):
    runner.record("`make one`", figures("a", "b"))
    runner.record("`make two`", figures("c"))
    runner.record("`make one`", figures("d"))

    assert names(table) == ["d", "c"]


def test_a_point_replaces_the_one_at_its_place(plots, monkeypatch):
    monkeypatch.setenv("RECORD", "yes")
    common.point("size", rows=100, p99_ms=3.0)
    common.point("size", rows=20, p99_ms=2.0)
    common.point("size", rows=100, p99_ms=4.5)

    assert (plots / "size.csv").read_text() == "rows,p99_ms\n20,2\n100,4.5\n"


def test_points_are_kept_only_on_request(plots, monkeypatch):
    monkeypatch.delenv("RECORD", raising=False)
    common.point("size", rows=100, p99_ms=3.0)

    assert not plots.exists()
