"""The door: which operation a request asks for, who may, and every fault as S3 words it."""

from flask import Blueprint, Flask, Response, current_app, g, request
from structlog.contextvars import get_contextvars
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from api.storage import logos, reading, signatures, writing
from api.storage.faults import Fault, answer
from api.storage.places import place, split
from api.wire.errors import unavailable, unexpected_error
from postroom import outages
from postroom.files import objects
from postroom.files.folder import BELOW_ANOTHER, CannotHold
from postroom.settings.config import Config

PREFIX = "/s3"
METHODS = ("GET", "HEAD", "PUT", "DELETE", "POST", "PATCH", "OPTIONS")
# What the server refuses a request for before it is read, and what S3 calls that.
CODES = {408: "RequestTimeout", 413: "EntityTooLarge", 429: "SlowDown", 503: "ServiceUnavailable"}

blueprint = Blueprint("storage", __name__, url_prefix=PREFIX)


class Anything(BaseConverter):
    """The rest of a path, whatever it is: no slash is merged with another."""

    regex = "(?s:.*?)"
    part_isolating = False


def init_app(app: Flask, config: Config) -> None:
    """Open the door, and the logos' host, to those who have keys."""
    app.url_map.converters["anything"] = Anything
    app.register_blueprint(blueprint)
    logos.init_app(app, config.logo_host)


@blueprint.errorhandler(Exception)
def tell(error: Exception) -> Response:
    """The fault as XML; the log has what is not the client's."""
    g.request_id = get_contextvars().get("request_id", "-")
    if isinstance(error, Fault):
        return answer(error)
    if isinstance(error, objects.NotFound):
        return answer(Fault("NoSuchKey"))
    if isinstance(error, CannotHold):
        conflict = error.strerror == BELOW_ANOTHER
        code = "OperationAborted" if conflict else "KeyTooLongError"
        return answer(Fault(code, error.strerror or ""))
    if isinstance(error, HTTPException):
        code = CODES.get(error.code or 500, "InvalidRequest")
        return answer(Fault(code, error.description or code))
    if isinstance(error, objects.Fault) or outages.passes(error):
        unavailable(error)
        return answer(Fault("ServiceUnavailable"))
    unexpected_error(error)
    return answer(Fault("InternalError"))


@blueprint.route("", methods=METHODS, provide_automatic_options=False)
@blueprint.route("/<anything:path>", methods=METHODS, provide_automatic_options=False)
def serve(path: str = "") -> Response:
    """One operation on one object, for who has signed the request; logos may be read by anybody.

    See docs/contract/internal.md, the S3 door. Errors are XML: 400, 403, 404, 409, 412, 416, 501.
    """
    anonymous = "Authorization" not in request.headers and not request.args
    if anonymous and request.method in ("GET", "HEAD") and path.startswith(f"{logos.BUCKET}/"):
        return logos.show(key_in(path.removeprefix(f"{logos.BUCKET}/")))
    config = current_app.config["postroom"]
    signed = signatures.verify(request.environ, config.door_keys)
    bucket, key = split(key_in(path))
    if not bucket or not key or request.args.keys() - {"x-id"}:
        raise Fault("NotImplemented")
    return operate(place(bucket, key), signed)


def operate(key: str, signed: signatures.Signed) -> Response:
    """The operation that the method asks for. Raises Fault for any other."""
    store = current_app.extensions["objects"]
    if request.method in ("GET", "HEAD"):
        return reading.show(store.find(key))
    if request.method == "PUT":
        act = writing.copy if "x-amz-copy-source" in signed.headers else writing.put
        return act(store, key, signed)
    if request.method == "DELETE":
        return writing.delete(store, key, signed)
    raise Fault("NotImplemented")


def key_in(path: str) -> str:
    """A path as it was sent: what is no UTF-8 in it has become U+FFFD, and is refused."""
    if "\ufffd" in path:
        raise Fault("InvalidArgument", "A key has to be UTF-8")
    return path
