import pytest
from flask import Flask

from api import database
from api.callbacks import receipts


@pytest.fixture
def recorded(monkeypatch):
    """What the routes tell the database."""
    calls = []

    def call(function, **arguments):
        assert function == "api.record_receipt"
        calls.append(arguments)
        return []

    monkeypatch.setattr(database, "call", call)
    return calls


@pytest.fixture
def client(recorded):
    app = Flask("receipts")
    for blueprint in receipts.blueprints:
        app.register_blueprint(blueprint)
    return app.test_client()
