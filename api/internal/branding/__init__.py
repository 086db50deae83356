"""What emails and letters look like: names, logos and colours of the organisations behind them."""

from flask import Blueprint

from api.internal.branding import email, letters

blueprint = Blueprint("branding", __name__)
for resource in (email, letters):
    blueprint.register_blueprint(resource.blueprint)
