"""What services pay for: their usage, what is free, and the rates."""

from flask import Blueprint

from api.internal.billing import allowances, usage

blueprint = Blueprint("billing", __name__)
for resource in (allowances, usage):
    blueprint.register_blueprint(resource.blueprint)
