"""Answers are written byte for byte as the standard library writes them."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wire.json_provider import JSONProvider


def written(app, document):
    return JSONProvider(app).encode(document)


def expected(document):
    return f"{json.dumps(document, sort_keys=True, separators=(',', ':'))}\n".encode()


texts = st.text() | st.text(st.characters())
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda children: st.lists(children) | st.dictionaries(texts, children),
)


@given(documents)
def test_any_document(app, document):
    assert written(app, document) == expected(document)


@pytest.mark.parametrize(
    "document",
    ["£é’ \U0001f600 \x7f\x00\n", "\ud800", 2**80, {1: "a"}, [0.024, 1.5, -0.0], {"b": 1, "a": 2}],
)
def test_what_is_unusual(app, document):
    assert written(app, document) == expected(document)


def test_ids_and_moments(app):
    id, moment = uuid.uuid4(), datetime(2026, 1, 2, tzinfo=UTC)
    body = written(app, {"id": id, "at": moment})
    assert body == expected({"at": "Fri, 02 Jan 2026 00:00:00 GMT", "id": str(id)})
