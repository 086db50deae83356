"""People: how they sign in, what they are members of, who is invited."""

from flask import Blueprint

from api.internal.people import (
    emails,
    invitations,
    join_requests,
    members,
    sign_in,
    users,
    webauthn,
)

blueprint = Blueprint("people", __name__)
for resource in (
    emails,
    invitations,
    join_requests,
    members,
    sign_in,
    users,
    webauthn,
):
    blueprint.register_blueprint(resource.blueprint)
