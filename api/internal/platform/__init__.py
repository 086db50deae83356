"""What concerns all services: providers, events, look-ups, senders that are not for everyone."""

from flask import Blueprint

from api.internal.platform import (
    events,
    protected_sender_ids,
    providers,
    search,
)

blueprint = Blueprint("platform", __name__)
for resource in (
    events,
    protected_sender_ids,
    providers,
    search,
):
    blueprint.register_blueprint(resource.blueprint)
