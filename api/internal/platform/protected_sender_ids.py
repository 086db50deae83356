"""/protected-sender-id: text message senders that belong to somebody."""

from flask import Blueprint, Response, jsonify, request

from api import database
from api.wire.errors import Refused

blueprint = Blueprint("protected_sender_ids", __name__, url_prefix="/protected-sender-id")


@blueprint.get("/check")
def is_protected_sender() -> Response:
    """Whether a sender is not for everyone; capitals and blanks do not count. Errors: 400."""
    sender = request.args.get("sender_id")
    if not sender:
        raise Refused(400, "sender_id must be passed in")
    plain = "".join(sender.split()).lower()
    return jsonify(database.call_value("api.is_protected_sender", sender=plain))
