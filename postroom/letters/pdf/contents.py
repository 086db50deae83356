"""A content stream as instructions: an operator and its operands, as they are written.

pikepdf's own reader mends what breaks off in the middle, which a letter must not, and holds all
instructions in memory at once.
"""

import re
from collections.abc import Iterator

from postroom.letters.pdf import inline_pictures
from postroom.letters.refusals import Unreadable

MOST_NESTED = 500

_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*"
    rb"(/[^\0\t\n\f\r ()<>\[\]{}/%]*"
    rb"|[^\0\t\n\f\r ()<>\[\]{}/%]+"
    rb"|\([^()\\]*(?:\\[\s\S][^()\\]*)*\)"
    rb"|<<|>>|<[0-9A-Fa-f\0\t\n\f\r ]*>|[\[\]()<>{}])?"
)
_PARENTHESIS = re.compile(rb"\\[\s\S]|[()]")
_OPERAND_STARTS = frozenset(b"/(<[]>+-.0123456789")
_CONSTANTS = frozenset((b"true", b"false", b"null"))
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")
_NUMBER = re.compile(rb"[+-]*(\d*\.?\d*)")
_TIDY_NUMBER = re.compile(rb"[+-]?(?:\d{1,9}(?:\.\d*)?|\.\d+)")

Instruction = tuple[bytes, list[bytes]]


def instructions(data: bytes) -> Iterator[Instruction]:
    """Each operator with the operands before it; arrays and dictionaries lie flat among them.

    A picture in the contents is the operator BI: its dictionary's tokens, then its data.
    """
    position, operands, depth = 0, [], 0
    match = _TOKEN.match
    while found := match(data, position):
        token = found[1]
        if token is None:
            break
        position = found.end()
        if token[0] in _OPERAND_STARTS or token in _CONSTANTS:
            if token in (b"<", b">"):
                token, position = _odd_string(data, token, position)
            depth += (token in (b"[", b"<<")) - (token in (b"]", b">>"))
            if depth > MOST_NESTED:
                raise Unreadable("nested too deeply")
            if token == b"(":
                token, position = _nested_string(data, position)
            if depth < 0:
                depth = 0
            elif token:
                operands.append(token)
        elif depth or token in b"{})":
            continue
        elif token == b"BI":
            dictionary, picture, position = _inline_picture(data, position)
            yield token, [*dictionary, picture]
            operands = []
        else:
            yield token, operands
            operands = []
    if depth:
        raise Unreadable("contents end in an array")


def _nested_string(data: bytes, start: int) -> tuple[bytes, int]:
    """A string in which parentheses are nested: its token, and where it ends."""
    depth, position = 1, start
    while found := _PARENTHESIS.search(data, position):
        position = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return data[start - 1 : position], position
    raise Unreadable("contents end in a string")


def _odd_string(data: bytes, token: bytes, start: int) -> tuple[bytes, int]:
    """A string of hexadecimal digits with something else among them, which readers ignore."""
    if token == b">":
        return b"", start
    end = data.find(b">", start)
    if end < 0:
        raise Unreadable("contents end in a string")
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data[start:end])
    return b"<%s>" % digits, end + 1


def _inline_picture(data: bytes, start: int) -> tuple[list[bytes], bytes, int]:
    tokens: list[bytes] = []
    position = start
    while (found := _TOKEN.match(data, position)) and found[1]:
        position = found.end()
        if found[1] == b"ID":
            end, after = inline_pictures.end_of_data(data, position + 1, tokens)
            return tokens, data[position + 1 : end], after
        tokens.append(found[1])
    raise Unreadable("contents end in a picture")


def number(token: bytes) -> float:
    """The number that a token means, as lenient readers have it."""
    try:
        value = float(token)
        return value if abs(value) < 1e9 else 0.0
    except ValueError:
        found = _NUMBER.match(token)
        digits = found[1] if found else b""
        return (-1 if token.startswith(b"-") else 1) * float(digits if digits.strip(b".") else 0)


def numbers(tokens: list[bytes], count: int) -> list[float]:
    """The last so many operands; fewer if there are fewer."""
    return [number(token) for token in tokens[-count:] if token[0] not in b"/([<"]


def written(value: float) -> bytes:
    """A number as contents have it."""
    return b"%d" % value if value == int(value) else (b"%.5f" % value).rstrip(b"0").rstrip(b".")


def tidy(token: bytes) -> bytes:
    """A number as every reader understands it; other operands as they are."""
    if token[0] in b"/([<]>" or _TIDY_NUMBER.fullmatch(token) or token in (b"true", b"false"):
        return token
    return written(number(token))


def name(token: bytes) -> str:
    """The key of a resource."""
    return _HASH.sub(lambda found: bytes.fromhex(found[1].decode()), token).decode()


def string(token: bytes) -> bytes:
    """The bytes of a string."""
    if token.startswith(b"<"):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", token)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    text = token[1:-1].replace(b"\r\n", b"\n") if b"\r" in token else token[1:-1]
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(found: re.Match[bytes]) -> bytes:
    character = found[1]
    if character.isdigit():
        return bytes([int(character, 8) & 255])
    if character in (b"\n", b"\r", b"\r\n"):
        return b""
    return _ESCAPES.get(character, character)
