"""Organisations that services belong to."""

from flask import Blueprint

from api.internal.organisations import (
    organisations,
)

blueprint = Blueprint("organisations", __name__)
for resource in (organisations,):
    blueprint.register_blueprint(resource.blueprint)
