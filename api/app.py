"""Puts the application together."""

from collections.abc import Callable, Iterator
from typing import Any

import flask
from flask import Blueprint, Flask, current_app
from werkzeug.utils import cached_property

from api import (
    access_log,
    database,
    internal,
    metrics,
    monitoring,
    openapi,
    previews,
    sandbox,
    status,
    template_preview,
    unsubscribe,
)
from api.callbacks import http, receipts
from api.documents import checks
from api.documents import pages as documents
from api.public import (
    authentication,
    batch,
    bulk,
    email,
    letters,
    lookup,
    notifications,
    received_text_messages,
    sms,
    templates,
)
from api.wire import bodies, errors, headers, hosts, pages
from api.wire.json_provider import JSONProvider
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox
from postroom.settings.config import Config


class Request(flask.Request):
    @cached_property
    def host_url(self) -> str:
        """How links in answers begin: in development where the request reached us, so that any
        address will do; else where the API is, whatever the Host header says.
        """
        config = current_app.config["postroom"]
        return f"{self.scheme}://{self.host}/" if config.development else f"{config.base_url}/"


class Application(Flask):
    request_class = Request
    json_provider_class = JSONProvider

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Everything is synchronous, so nothing need be looked at seven times a request."""
        return func


def create_app(config: Config) -> Flask:
    """The WSGI application; it opens its own connections to config.api_database_url."""
    app = Application("postroom", static_folder=None, template_folder=pages.TEMPLATES)
    app.config["postroom"] = config
    app.extensions["secret_box"] = SecretBox(config.secret_keys)
    app.extensions["objects"] = ObjectStore(config.object_store_url, config.object_buckets)
    database.init_app(app, config)
    previews.init_app(app)
    access_log.init_app(app, config)
    metrics.init_app(app)
    headers.init_app(app)
    hosts.init_app(app, config)
    bodies.init_app(app, config.max_content_length)
    errors.init_app(app)
    http.init_app(app, config.providers)
    app.before_request(authentication.authenticate_options)
    if config.door_keys:
        # Only here: it loads the AWS library, which nobody needs where the door is shut.
        from api.storage import door

        door.init_app(app, config)
    for blueprint in blueprints(config.development, config.functional_tests):
        app.register_blueprint(blueprint)
    return app


def blueprints(development: bool, functional_tests: bool) -> Iterator[Blueprint]:
    """Every blueprint; the sandbox's mailbox only where nothing real is sent."""
    yield status.blueprint
    yield monitoring.blueprint
    yield sms.blueprint
    yield email.blueprint
    yield letters.blueprint
    yield bulk.blueprint
    yield batch.blueprint
    yield lookup.blueprint
    yield notifications.blueprint
    yield templates.blueprint
    yield received_text_messages.blueprint
    yield openapi.blueprint
    yield unsubscribe.blueprint
    yield documents.blueprint
    yield checks.blueprint
    yield template_preview.blueprint
    yield internal.blueprint
    yield internal.v2_blueprint
    yield from receipts.blueprints
    if development:
        yield sandbox.blueprint
    if functional_tests:
        yield internal.functional_tests_blueprint
