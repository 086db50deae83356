"""What services sent and received: lists, statistics, reports, complaints, sending by hand."""

from flask import Blueprint

from api.internal.messages import (
    complaints,
    notifications,
    one_off,
    received,
    reports,
    returned_letters,
    statistics,
    unsubscribe_reports,
)

blueprint = Blueprint("messages", __name__)
for resource in (
    complaints,
    notifications,
    one_off,
    received,
    reports,
    returned_letters,
    statistics,
    unsubscribe_reports,
):
    blueprint.register_blueprint(resource.blueprint)
