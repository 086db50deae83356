"""What the admin app calls: a room of resources each (docs/contract/internal.md)."""

import psycopg
from flask import Blueprint

from api.internal import (
    billing,
    branding,
    messages,
    organisations,
    people,
    platform,
    services,
    templates,
    uploads,
)
from api.internal.authentication import (
    authenticate,
    authenticate_functional_tests,
    authenticate_v2,
)
from api.internal.billing import rates
from api.internal.messages import returned_letters
from api.internal.people import functional_tests
from api.wire.errors import OverLimit, internal_database_error, internal_over_limit
from api.wire.forms import unstorable

blueprint = Blueprint("internal", __name__)
blueprint.before_request(authenticate)
blueprint.register_error_handler(psycopg.Error, internal_database_error)
blueprint.register_error_handler(OverLimit, internal_over_limit)
blueprint.register_error_handler(UnicodeEncodeError, unstorable)
for room in (
    services, people, organisations, branding, templates, messages, uploads, billing, platform,
):  # fmt: skip
    blueprint.register_blueprint(room.blueprint)

# The few routes that answer in the v2 envelope.
v2_blueprint = Blueprint("internal_v2", __name__)
v2_blueprint.before_request(authenticate_v2)
v2_blueprint.register_blueprint(returned_letters.reports)
v2_blueprint.register_blueprint(rates.blueprint)

# What is there only where Postroom is tried out, for a client of its own.
functional_tests_blueprint = Blueprint("internal_functional_tests", __name__)
functional_tests_blueprint.before_request(authenticate_functional_tests)
functional_tests_blueprint.register_error_handler(psycopg.Error, internal_database_error)
functional_tests_blueprint.register_error_handler(OverLimit, internal_over_limit)
functional_tests_blueprint.register_error_handler(UnicodeEncodeError, unstorable)
functional_tests_blueprint.register_blueprint(functional_tests.blueprint)
