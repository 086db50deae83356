"""PDF's small calculator against what PostScript says of each operator."""

import pytest

from postroom.letters.colour.calculator import MOST_TOKENS, parsed, run
from postroom.letters.refusals import Unreadable


def result(program, *stack):
    return run(parsed(b"{ %s }" % program.encode()), list(stack))


@pytest.mark.parametrize(
    ("program", "left"),
    [
        ("-3 abs 2.1 ceiling 2.9 floor", [3, 3, 2]),
        ("60 cos 30 sin 1 1 atan 0 -1 atan", [0.5, 0.5, 45, 180]),
        ("2.7 cvi -2.7 truncate 3 cvr 2.5 round", [2, -2, 3, 3]),
        ("1 ln 100 log 9 sqrt 4 neg", [0, 2, 3, -4]),
        ("7 2 add 7 2 sub 7 2 mul 7 2 div 7 0 div", [9, 5, 14, 3.5, 0]),
        ("7 2 idiv -7 2 idiv 7 3 mod -7 3 mod 2 3 exp", [3, -3, 1, -1, 8]),
        ("6 3 and 6 3 or 6 3 xor 1 3 bitshift 8 -3 bitshift", [2, 7, 5, 8, 1]),
        ("1 1 eq 1 2 ne 2 1 gt 1 1 ge 1 2 lt 1 1 le", [1] * 6),
        ("true false true not", [1, 0, 0]),
        ("1 2 pop 3 dup", [1, 3, 3]),
        ("1 2 exch 1 index", [2, 1, 2]),
        ("1 2 3 2 copy", [1, 2, 3, 2, 3]),
        ("1 2 3 3 1 roll", [3, 1, 2]),
        ("1 2 3 3 -1 roll 0 1 roll", [2, 3, 1]),
        ("1 { 5 } if 0 { 6 } if", [5]),
        ("1 { 5 } { 6 } ifelse 0 { 5 } { 6 } ifelse", [5, 6]),
        ("1 % a remark\n 2", [1, 2]),
    ],
)
def test_each_operator_does_what_it_is_for(program, left):
    assert result(program) == pytest.approx(left)


def test_it_begins_with_what_it_is_given():
    assert result("exch sub", 5, 7) == [2]


@pytest.mark.parametrize("program", ["1 nobodys", "0 " * 201, "1 " * MOST_TOKENS])
def test_what_nobody_knows_or_is_too_long_is_unreadable(program):
    with pytest.raises(Unreadable):
        result(program)
