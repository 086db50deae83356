from tests.conformance.run import summary


def test_failures_that_were_expected_are_named():
    results = {"old.json": (1, 2), "good.json": (3, 0), "listed.json": (0, 1)}

    said = summary(results, {"good.json", "listed.json"})

    assert said == "Expected failures, of scenarios that never passed: old.json"
    assert summary({"good.json": (3, 0)}, set()) == "No failure was expected."
