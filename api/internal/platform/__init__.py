"""What concerns all services: providers, events."""

from flask import Blueprint

from api.internal.platform import (
    events,
    providers,
)

blueprint = Blueprint("platform", __name__)
for resource in (
    events,
    providers,
):
    blueprint.register_blueprint(resource.blueprint)
