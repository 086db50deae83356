"""What the door refuses, in the words that S3's clients know."""

from xml.sax.saxutils import escape

from flask import Response, g, request

STATUS = {
    "AccessDenied": 403,
    "AuthorizationHeaderMalformed": 400,
    "BadDigest": 400,
    "EntityTooLarge": 400,
    "IncompleteBody": 400,
    "InternalError": 500,
    "InvalidAccessKeyId": 403,
    "InvalidArgument": 400,
    "InvalidDigest": 400,
    "InvalidRange": 416,
    "InvalidRequest": 400,
    "KeyTooLongError": 400,
    "MalformedTrailerError": 400,
    "MetadataTooLarge": 400,
    "MissingContentLength": 411,
    "NoSuchBucket": 404,
    "NoSuchKey": 404,
    "NotImplemented": 501,
    "OperationAborted": 409,
    "PreconditionFailed": 412,
    "RequestTimeTooSkewed": 403,
    "RequestTimeout": 400,
    "ServiceUnavailable": 503,
    "SignatureDoesNotMatch": 403,
    "SlowDown": 503,
    "XAmzContentSHA256Mismatch": 400,
}
MESSAGES = {
    "AccessDenied": "Access Denied",
    "BadDigest": "The checksum you specified did not match what we received.",
    "EntityTooLarge": "Your proposed upload exceeds the maximum allowed object size.",
    "IncompleteBody": "You did not provide the number of bytes specified by the request.",
    "InternalError": "We encountered an internal error. Please try again.",
    "InvalidAccessKeyId": "The AWS Access Key Id you provided does not exist in our records.",
    "InvalidDigest": "The checksum you specified is not valid.",
    "InvalidRange": "The requested range is not satisfiable",
    "KeyTooLongError": "Your key is too long",
    "MalformedTrailerError": "The request contained trailing data that was not well-formed.",
    "MetadataTooLarge": "Your metadata headers exceed the maximum allowed metadata size",
    "MissingContentLength": "You must provide the Content-Length HTTP header.",
    "NoSuchBucket": "The specified bucket does not exist",
    "NoSuchKey": "The specified key does not exist.",
    "NotImplemented": "What you asked for implies functionality that is not implemented",
    "PreconditionFailed": "At least one of the pre-conditions you specified did not hold",
    "RequestTimeTooSkewed": "The difference between the request time and the current time is too "
    "large.",
    "RequestTimeout": "Your request was not read within the timeout period.",
    "ServiceUnavailable": "Please reduce your request rate.",
    "SignatureDoesNotMatch": "The request signature we calculated does not match the signature "
    "you provided. Check your key and signing method.",
    "SlowDown": "Please reduce your request rate.",
    "XAmzContentSHA256Mismatch": "The provided 'x-amz-content-sha256' header does not match what "
    "was computed.",
}


class Fault(Exception):
    """An answer that refuses: a code of S3's, and its message where that is not the usual one."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES[code]


def answer(fault: Fault) -> Response:
    """The fault as XML. A HEAD has no body, so that clients see the status alone."""
    parts = {
        "Code": fault.code,
        "Message": fault.message,
        "Resource": request.path,
        "RequestId": g.get("request_id", "-"),
    }
    return xml("Error", parts, STATUS[fault.code])


def xml(name: str, parts: dict[str, str], status: int = 200, namespace: str = "") -> Response:
    """A document of one level."""
    inner = "".join(f"<{part}>{printable(text)}</{part}>" for part, text in parts.items())
    attribute = f' xmlns="{namespace}"' if namespace else ""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{attribute}>{inner}</{name}>'
    return Response(text, status, content_type="application/xml")


def printable(text: str) -> str:
    """What XML can hold of a text."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
