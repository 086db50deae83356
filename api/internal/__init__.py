"""What the admin app calls: a room of resources each (docs/contract/internal.md)."""

import psycopg
from flask import Blueprint

from api.internal import (
    branding,
    messages,
    organisations,
    people,
    platform,
    services,
    templates,
    uploads,
)
from api.internal.authentication import authenticate, authenticate_v2
from api.internal.messages import returned_letters
from api.wire.errors import internal_database_error
from api.wire.forms import unstorable

blueprint = Blueprint("internal", __name__)
blueprint.before_request(authenticate)
blueprint.register_error_handler(psycopg.Error, internal_database_error)
blueprint.register_error_handler(UnicodeEncodeError, unstorable)
for room in (services, people, organisations, branding, templates, messages, uploads, platform):
    blueprint.register_blueprint(room.blueprint)

# The few routes that answer in the v2 envelope.
v2_blueprint = Blueprint("internal_v2", __name__)
v2_blueprint.before_request(authenticate_v2)
v2_blueprint.register_blueprint(returned_letters.reports)
