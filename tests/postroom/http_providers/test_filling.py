import pytest

from postroom.http_providers.filling import fill
from postroom.http_providers.meanings import meaning
from postroom.http_providers.places import Place, Said

VALUES = {"a": "1", "none": "", "b": "{a}"}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{a}-{b}", "1-{a}"),
        ({"x": "{a}", "y": "{none}"}, {"x": "1"}),
        ({"x": {"y": "{none}"}, "z": 1}, {"z": 1}),
        ({"x": [{"n": "N", "v": "{none}"}, {"n": "M", "v": "{a}"}]}, {"x": [{"n": "M", "v": "1"}]}),
        ({"x": ["{none}"]}, {}),
        ({"x": False, "y": 0, "z": ""}, {"x": False, "y": 0, "z": ""}),
        ("{ a } {A} {}", "{ a } {A} {}"),
    ],
)
def test_what_lacks_a_value_is_left_out(template, filled):
    assert fill(template, VALUES) == filled


TABLE = {"400": "refused", "400 1": "busy", "400 1 2": "unclear", "5xx": "unclear"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["400"], "refused"),
        (["400", "9"], "refused"),
        (["400", "1"], "busy"),
        (["400", "1", "2", "3"], "unclear"),
        (["503", "1"], "unclear"),
        (["404"], None),
        ([], None),
    ],
)
def test_the_more_exact_line_counts_more(words, found):
    assert meaning(TABLE, words) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("$.a.b", "x"),
        ("$['a-b'][0]", "7"),
        ("$.yes", "true"),
        ("$.a", ""),
        ("$.a.b.c", ""),
        ("$..deep", ""),
        ("header X-Name", "h"),
        ("query id", "q"),
        ("query other", ""),
    ],
)
def test_places(place, found):
    body = {"a": {"b": " x "}, "a-b": [7], "yes": True}

    assert Place(place).find(Said(body, {"X-Name": "h"}, {"id": "q"})) == found
