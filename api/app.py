"""Puts the application together."""

from flask import Flask

from api import database, errors, headers, internal, sandbox, status
from api.callbacks import receipts
from api.public import email, notifications, sms, templates
from postroom.config import Config
from postroom.secret_keys import SecretBox


def create_app(config: Config) -> Flask:
    """The WSGI application; it opens its own connections to config.api_database_url."""
    app = Flask("postroom", static_folder=None)
    app.url_map.strict_slashes = True
    app.config["postroom"] = config
    app.extensions["secret_box"] = SecretBox(config.secret_keys)
    database.init_app(app, config.api_database_url)
    headers.init_app(app)
    errors.init_app(app)
    app.register_blueprint(status.blueprint)
    app.register_blueprint(sms.blueprint)
    app.register_blueprint(email.blueprint)
    app.register_blueprint(notifications.blueprint)
    app.register_blueprint(templates.blueprint)
    app.register_blueprint(internal.blueprint)
    for blueprint in receipts.blueprints:
        app.register_blueprint(blueprint)
    if config.development:
        app.register_blueprint(sandbox.blueprint)
    return app
