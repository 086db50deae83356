"""Bodies and tokens made to break what reads them."""

import base64
import hashlib
import hmac
import json

from hypothesis import strategies as st

from api.wire.bodies import DEEPEST


def nested(depth, opening=b"[", closing=b"]"):
    return opening * depth + b"1" + closing * depth


# JSON texts to stand where a value is expected, by what is odd about them.
NO_JSON = {
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "more than a double holds": b"1e999",
    "more digits than Python reads": b"9" * 5000,
    "lists too deep": nested(DEEPEST + 1),
    "objects too deep": nested(DEEPEST + 1, b'{"a":', b"}"),
    "lists far too deep": nested(100_000),
    "lists without an end": b"[" * 100_000,
    "no UTF-8": b'"\xff"',
    "control character": b'"\x01"',
    "cut short": b'{"a": "b',
    "two documents": b"{} {}",
}
ODD_JSON = {
    "NUL": b'"a\\u0000b"',
    "lone surrogate": b'"\\ud800"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "many digits": b"9" * 4000,
    "tiny number": b"1e-999",
    "deep": nested(DEEPEST - 5),
    "long text": b'"' + b"x" * 300_000 + b'"',
    "many items": b"[" + b",".join([b"1"] * 50_000) + b"]",
    "brackets in a text": b'"' + b"[" * 1000 + b'"',
    "duplicate keys": b'{"a": 1, "a": 2}',
    "empty key": b'{"": {"": null}}',
}

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None, exclude_categories=()), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)


def texts(fields):
    """Bodies: objects with some of these fields, other JSON, texts with a bit changed, bytes."""
    known = st.dictionaries(st.sampled_from([*fields, "x"]), values, max_size=len(fields) + 1)
    documents = (known | values).map(lambda document: json.dumps(document).encode())
    cut = st.tuples(documents, st.integers(0, 40)).map(lambda pair: pair[0][: -pair[1] or None])
    return documents | cut | st.binary(max_size=60)


def segment(part):
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header, claims, secret):
    """A token with these parts, be they JSON or not, and the right signature for them."""
    text = f"{segment(header)}.{segment(claims)}"
    mac = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{segment(mac)}"
