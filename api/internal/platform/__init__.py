"""What concerns all services: providers, events, reports, statistics."""

from flask import Blueprint

from api.internal.platform import (
    events,
    providers,
    reports,
    statistics,
)

blueprint = Blueprint("platform", __name__)
for resource in (
    events,
    providers,
    reports,
    statistics,
):
    blueprint.register_blueprint(resource.blueprint)
