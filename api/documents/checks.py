"""POST /services/<id>/antivirus-and-mimetype-check: may this file be linked to?

The admin app asks before it attaches a file to a template.
"""

import hmac
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, current_app, request

from api.sending import file_checks
from api.wire import bodies
from postroom.files import antivirus

blueprint = Blueprint("document_checks", __name__)

log = structlog.get_logger(__name__)


@blueprint.post("/services/<uuid:service_id>/antivirus-and-mimetype-check")
def check_file(service_id: UUID) -> tuple[dict[str, Any], int]:
    """The mimetype of the file in `document` (base64), by its `filename` where it has one.

    Authenticated by the shared secret DOCUMENT_DOWNLOAD_API_KEY as a bearer token. Errors, as
    `error`: 400 and 413 for what the file is (docs/contract/files.md, checks of a file); 401; 503
    without the scanner.
    """
    if not is_authenticated():
        return {"error": "Unauthorized"}, 401
    config = current_app.config["postroom"]
    try:
        content, filename = read_body()
        data = file_checks.decode(content)
        mimetype = file_checks.check(data, filename, config.clamd_url)
    except file_checks.TooLarge as error:
        return {"error": str(error)}, 413
    except file_checks.Refused as error:
        return {"error": str(error)}, 400
    except antivirus.Unavailable as error:
        log.error("virus scanner unavailable", reason=str(error))
        return {"error": "Files cannot be scanned now"}, 503
    return {"mimetype": mimetype}, 200


def is_authenticated() -> bool:
    expected = current_app.config["postroom"].document_api_key
    given = request.headers.get("Authorization", "")
    return expected is not None and hmac.compare_digest(
        given.encode(), f"Bearer {expected}".encode()
    )


def read_body() -> tuple[str, str | None]:
    """The file in base64 and its name. Raises Refused."""
    try:
        body = bodies.parse(bodies.read())
    except ValueError:
        body = None
    if not isinstance(body, dict) or not body.get("document"):
        raise file_checks.Refused("No document upload")
    content, filename = body["document"], body.get("filename")
    if not isinstance(content, str):
        raise file_checks.Refused("Document is not base64 encoded")
    if filename is not None and not isinstance(filename, str):
        raise file_checks.Refused(
            "`filename` must end with a file extension. For example, filename.csv"
        )
    return content, filename
