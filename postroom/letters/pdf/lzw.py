"""Streams compressed by LZW."""

from collections.abc import Iterator

from postroom.letters.refusals import Unreadable


def decoded(data: bytes, most: int, early: int) -> bytes:
    """What was written as codes, no more than a little over `most`; early is 1 for most writers."""
    table: list[bytes] = []
    result, size, last = [], 0, b""
    for code in _codes(data, table, early):
        if code == 256:
            table.clear()
            last = b""
            continue
        if code < 256:
            entry = b"%c" % code
        elif code - 258 < len(table):
            entry = table[code - 258]
        elif code - 258 == len(table) and last:
            entry = last + last[:1]
        else:
            raise Unreadable("a broken stream")
        if last and len(table) < 3838:
            table.append(last + entry[:1])
        last = entry
        result.append(entry)
        size += len(entry)
        if size > most:
            break
    return b"".join(result)


def _codes(data: bytes, table: list[bytes], early: int) -> Iterator[int]:
    """The codes of LZW, each as wide as the table that the reader fills demands."""
    held, bits = 0, 0
    for byte in data:
        held, bits = (held << 8) | byte, bits + 8
        width = min(max((len(table) + 258 + early).bit_length(), 9), 12)
        while bits >= width:
            bits -= width
            code, held = held >> bits, held & ((1 << bits) - 1)
            if code == 257:
                return
            yield code
            width = min(max((len(table) + 258 + early).bit_length(), 9), 12)
    if len(data) > 2 and bits >= 8 and held:
        raise Unreadable("a stream breaks off")
