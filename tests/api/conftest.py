"""The real application on a real database, asked through Flask's test client."""

import json
import time
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace

import jwt
import psycopg
import pytest
from psycopg.rows import dict_row

from api.app import create_app
from api.sending import services, tokens
from postroom.settings import config
from tests import conftest
from tests.tools import documented, make


@cache
def database() -> str:
    """A database of their own: what the application commits stays."""
    return conftest.create_database()


@contextmanager
def serving(url, folder):
    """The application of a development on this database, its files in this folder."""
    app = create_app(
        config.load(
            {
                **conftest.variables(url),
                "SECRET_KEYS": make.SECRET_KEYS,
                "NOTIFY_ENVIRONMENT": "development",
                "OBJECT_STORE_URL": str(folder),
            }
        )
    )
    yield app
    app.extensions["database"].close()


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    with serving(database(), tmp_path_factory.mktemp("objects")) as app:
        yield app


@pytest.fixture
def app_with():
    """app_with(NAME="value") → the application outside development, with these variables too."""
    made = []

    def build(**variables):
        known = {**make.PRODUCTION, **conftest.variables(database())}
        made.append(create_app(config.load({**known, **variables})))
        return made[-1]

    yield build
    for app in made:
        app.extensions["database"].close()


@pytest.fixture
def committed():
    """A connection whose changes the application sees; each test has services of its own."""
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        yield db


@pytest.fixture
def service(committed):
    return make.service(committed)


@pytest.fixture
def ask(app, service):
    """ask("POST /v2/…", {"json": "body"}, key="normal") → .status, .body, .error, .headers"""
    services._services.clear()
    tokens._held.clear()

    def ask(line, body=None, *, key="normal", owner=service, headers=None, data=None):
        method, path = line.split(" ", 1)
        if data is None and body is not None:
            data = json.dumps(body)
        if headers is None:
            headers = {"Authorization": f"Bearer {token(owner, key)}"}
        response = app.test_client().open(path, method=method, data=data, headers=headers)
        if response.status_code != 500:  # where a fault of ours is the point of the test
            status, kind = response.status_code, response.mimetype
            assert documented.answer_faults(method, path, status, kind, response.data) == []
        parsed = json.loads(response.data) if response.is_json and response.data else None
        return SimpleNamespace(
            status=response.status_code,
            body=parsed,
            error=parsed.get("errors", [{}])[0].get("message") if parsed else None,
            errors=[e["message"] for e in parsed.get("errors", [])] if parsed else [],
            headers=response.headers,
            data=response.data,
        )

    return ask


def token(owner, key="normal", *, secret=None, algorithm="HS256", **claims):
    """A client's token for one of a service's keys; None leaves a claim out."""
    claims = {"iss": str(owner.id), "iat": int(time.time()), **claims}
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None},
        secret or owner.keys[key][1],
        algorithm=algorithm,
    )
