"""GET /docs and /docs/openapi.json: the public API described, for people and for programs.

One document is made from the schemas that requests are checked with (api.wire.schemas) and
from what is said here: schemas of answers, errors, operations. The page shows that document.
"""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from api.openapi import document, page

blueprint = Blueprint("openapi", __name__, url_prefix="/docs", template_folder="templates")


@blueprint.get("/openapi.json")
def get_openapi_document() -> Response:
    """The public API as an OpenAPI 3.1 document; no authentication."""
    return jsonify(described())


@blueprint.get("")
def get_reference_page() -> Response:
    """The same document as a page for people; no authentication."""
    return page.render(described())


def described() -> dict[str, Any]:
    """The document, made once for each application."""
    known = current_app.extensions
    if "openapi" not in known:
        config = current_app.config["postroom"]
        known["openapi"] = document.build(config.base_url, config.max_content_length)
    return known["openapi"]
