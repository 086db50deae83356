"""What concerns all services: providers, events, reports, statistics, look-ups, senders for few."""

from flask import Blueprint

from api.internal.platform import (
    events,
    protected_sender_ids,
    providers,
    reports,
    search,
    statistics,
)

blueprint = Blueprint("platform", __name__)
for resource in (
    events,
    protected_sender_ids,
    providers,
    reports,
    statistics,
    search,
):
    blueprint.register_blueprint(resource.blueprint)
