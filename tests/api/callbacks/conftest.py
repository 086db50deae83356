import json
from datetime import datetime

import pytest
from flask import Flask

from api import database
from api.callbacks import receipts
from api.wire import bodies
from postroom.links.secret_keys import SecretBox, generate
from postroom.settings import config
from tests.tools import make


@pytest.fixture
def recorded(monkeypatch):
    """What the routes tell the database."""
    calls = []

    def call(function, receipts):
        assert function == "api.record_receipts"
        for receipt in json.loads(receipts):
            for name in receipt.keys() & {"received_at", "sent_at"}:
                receipt[name] = receipt[name] and datetime.fromisoformat(receipt[name])
            calls.append(receipt)
        return [{"record_receipts": None}]

    monkeypatch.setattr(database, "call", call)
    return calls


@pytest.fixture
def routes():
    """The routes alone, set up as in development: receipts of providers prove nothing."""
    app = Flask("receipts")
    app.config["postroom"] = config.load(make.DEVELOPMENT)
    app.extensions["secret_box"] = SecretBox([generate()])
    bodies.init_app(app, 2**20)
    for blueprint in receipts.blueprints:
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def client(recorded, routes):
    return routes.test_client()
