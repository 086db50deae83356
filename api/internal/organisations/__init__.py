"""Organisations that services belong to, their members and the brandings to choose from."""

from flask import Blueprint

from api.internal.organisations import (
    branding_pools,
    go_live,
    invitations,
    members,
    organisations,
    services,
)

blueprint = Blueprint("organisations", __name__)
for resource in (organisations, services, members, branding_pools, go_live, invitations):
    blueprint.register_blueprint(resource.blueprint)
