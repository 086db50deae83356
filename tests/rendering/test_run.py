"""The runner tells what differs, and its last line is the count."""

import json

from tests.rendering.run import main


def test_the_last_line_counts(tmp_path, capsys):
    cases = tmp_path / "cases.jsonl"
    good = {"kind": "column_key", "input": "First Name", "expected": "firstname"}
    bad = {"kind": "column_key", "input": "First Name", "expected": "first name"}
    cases.write_text("\n".join(map(json.dumps, (good, bad))))

    status = main([str(cases)])

    printed = capsys.readouterr().out.splitlines()
    assert status == 1
    assert printed[-1] == "1 passed, 1 failed"
    assert any('- "first name"' in line for line in printed)
    assert any('+ "firstname"' in line for line in printed)


def test_an_unknown_kind_fails(tmp_path, capsys):
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"kind": "?", "input": 1, "expected": 1}))

    assert main([str(cases)]) == 1
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")
