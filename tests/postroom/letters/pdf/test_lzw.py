"""LZW against a writer of a few lines, and what breaks off or never was such a stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.letters.pdf.lzw import decoded
from postroom.letters.refusals import Unreadable


def written(data, early=1):
    """The codes of some data, each as wide as its reader's table demands by then."""
    codes, table, known = [256], {bytes([n]): n for n in range(256)}, b""
    bits = f"{256:09b}"
    for byte in data:
        longer = known + bytes([byte])
        if longer in table:
            known = longer
            continue
        bits += f"{table[known]:0{width(len(codes), early)}b}"
        codes.append(table[known])
        if len(table) < 3838 + 256:
            table[longer] = len(table) + 2
        known = longer[-1:]
    if known:
        bits += f"{table[known]:0{width(len(codes), early)}b}"
        codes.append(table[known])
    bits += f"{257:0{width(len(codes), early)}b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def width(codes, early):
    """The reader learns with each code but the two first of a table, up to a full one."""
    learnt = min(max(codes - 2, 0), 3838)
    return min(max((learnt + 258 + early).bit_length(), 9), 12)


@given(
    st.binary(max_size=400) | st.text("ab", max_size=3000).map(str.encode), st.sampled_from([0, 1])
)
def test_what_was_written_is_read(data, early):
    assert decoded(written(data, early), 10_000, early) == data


def test_a_full_table_is_read_on():
    data = bytes(n * n % 251 for n in range(20_000))

    assert decoded(written(data), 50_000, 1) == data


def test_a_little_over_the_most_is_enough():
    assert 1_000 < len(decoded(written(b"x" * 100_000), 1_000, 1)) < 2_000


@pytest.mark.parametrize("data", [b"\xff\xff\xff", written(b"breaks off in a code")[:10]])
def test_what_is_broken_is_unreadable(data):
    with pytest.raises(Unreadable):
        decoded(data, 1_000, 1)
