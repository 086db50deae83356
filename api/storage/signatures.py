"""Whether a request is signed by somebody who may use the door: AWS's Signature Version 4.

The signature is made again by botocore's own signer and compared in constant time. Signed chunks
and presigned addresses, of which the admin app makes no use, are not implemented.
"""

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from api.storage.faults import Fault

SKEW = timedelta(minutes=15)
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=(?P<id>[^/,\s]+)/(?P<day>\d{8})/(?P<region>[^/,\s]+)/"
    r"(?P<service>[^/,\s]+)/aws4_request, *SignedHeaders=(?P<headers>[^,\s]+), *"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
CONTENT_HASH = "x-amz-content-sha256"
UNSIGNED = ("UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
NEEDED = ("host", "x-amz-date", CONTENT_HASH)


class Signed(NamedTuple):
    """Who has signed a request, and its signed headers by their names as they were signed."""

    client: str
    headers: dict[str, str]


def verify(environ: WSGIEnvironment, keys: Mapping[str, str]) -> Signed:
    """Raises Fault unless one of the keys has signed the request, lately, with all that counts."""
    query = environ.get("QUERY_STRING", "")
    if "X-Amz-Signature=" in query or "AWSAccessKeyId=" in query:
        raise Fault("NotImplemented", "Presigned addresses are not implemented")
    header = environ.get("HTTP_AUTHORIZATION", "")
    if not header:
        raise Fault("AccessDenied")
    parts = AUTHORIZATION.fullmatch(header)
    if parts is None or parts["service"] != "s3":
        raise Fault(
            "AuthorizationHeaderMalformed",
            "The authorization header that you provided is not valid.",
        )
    headers = signed_headers(environ, parts["headers"].split(";"))
    timestamp = headers["x-amz-date"]
    check_time(timestamp, parts["day"])
    secret = keys.get(parts["id"])
    made = signature(environ, headers, parts["region"], timestamp, secret or "none")
    if secret is None:
        raise Fault("InvalidAccessKeyId")
    if not hmac.compare_digest(made, parts["signature"]):
        raise Fault("SignatureDoesNotMatch")
    check_content_hash(environ, headers[CONTENT_HASH])
    return Signed(parts["id"], headers)


def signed_headers(environ: WSGIEnvironment, names: list[str]) -> dict[str, str]:
    """The headers that the signature names. Raises Fault where one is missing, or not named."""
    headers = {}
    for name in names:
        value = environ.get(variable(name))
        if value is None:
            raise Fault("SignatureDoesNotMatch")
        headers[name] = value.encode("latin-1").decode("utf-8", "replace")
    if missing := [name for name in NEEDED if name not in headers]:
        raise Fault("AccessDenied", f"This header has to be there, and signed: {missing[0]}")
    named = {variable(name) for name in names}
    if any(name.startswith("HTTP_X_AMZ_") and name not in named for name in environ):
        raise Fault(
            "AccessDenied", "There were headers present in the request which were not signed"
        )
    return headers


def variable(header: str) -> str:
    """What WSGI calls a header; dashes and underscores in names are the same there."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def check_time(timestamp: str, day: str) -> None:
    try:
        signed_at = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Fault("AccessDenied", "The x-amz-date header is no date") from None
    if abs(datetime.now(UTC) - signed_at) > SKEW:
        raise Fault("RequestTimeTooSkewed")
    if not timestamp.startswith(day):
        raise Fault("SignatureDoesNotMatch")


def signature(
    environ: WSGIEnvironment, headers: Mapping[str, str], region: str, timestamp: str, secret: str
) -> str:
    """The signature that the request should have."""
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~")
    url = f"http://{headers['host']}{path}"
    if query := environ.get("QUERY_STRING"):
        url += f"?{query}"
    asked = AWSRequest(method=environ["REQUEST_METHOD"], url=url, headers=dict(headers))
    asked.context["timestamp"] = timestamp
    signer = S3SigV4Auth(Credentials("-", secret), "s3", region)
    text = signer.string_to_sign(asked, signer.canonical_request(asked))
    return signer.signature(text, asked)


def check_content_hash(environ: WSGIEnvironment, content_hash: str) -> None:
    """Raises Fault for content that neither the signature nor https protects."""
    if content_hash in UNSIGNED:
        # Whether a proxy speaks https is known only where it says so.
        if environ.get("HTTP_X_FORWARDED_PROTO", "https").strip().lower() != "https":
            raise Fault("AccessDenied", "Content that is not signed is taken over https only")
    elif content_hash.startswith("STREAMING-"):
        raise Fault("NotImplemented", "Signed chunks are not implemented")
    elif not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise Fault("InvalidArgument", f"{CONTENT_HASH} must be a SHA-256 in hexadecimal digits")
