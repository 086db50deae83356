"""/template-preview: letters as PDFs and pictures, for the admin app.

See docs/contract/internal.md, template preview. Whatever is asked for, nothing is stored but
pictures, for a week.
"""

import hmac

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from api.template_preview import letters, precompiled
from api.wire import bodies
from api.wire.errors import PublicError, Refused, legacy_error

SCHEME = "Token "

blueprint = Blueprint("template_preview", __name__, url_prefix="/template-preview")
blueprint.register_blueprint(letters.blueprint)
blueprint.register_blueprint(precompiled.blueprint)


@blueprint.before_request
def authenticate() -> None:
    """Let in who shows one of TEMPLATE_PREVIEW_INTERNAL_SECRETS. Raises Refused."""
    given = request.headers.get("Authorization", "")
    secrets = current_app.config["postroom"].template_preview_secrets
    if not any(hmac.compare_digest(given.encode(), f"{SCHEME}{key}".encode()) for key in secrets):
        raise Refused(401, "Unauthorized")
    bodies.expect("template-preview")


@blueprint.errorhandler(PublicError)
def refused(error: PublicError) -> ResponseReturnValue:
    """The envelope of a body that is not as it should be."""
    return legacy_error(error.status, error.errors[0]["message"])
