"""Objects put, copied and deleted."""

import email.header
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import unquote

from flask import Response, request

from api.storage.faults import Fault, xml
from api.storage.payloads import CHECKSUM, LARGEST, LARGEST_BODY, Payload
from api.storage.places import place, split
from api.storage.reading import USUAL_TYPE
from api.storage.signatures import Signed
from api.wire import bodies
from postroom.files.found import HEADERS
from postroom.files.objects import ObjectStore

META = "x-amz-meta-"
LARGEST_METADATA = 2048
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
ENCRYPTION = "x-amz-server-side-encryption"
# What a request may say beyond metadata and checksums. Tags are taken and not kept.
KNOWN = frozenset(
    (
        "x-amz-content-sha256", "x-amz-copy-source", "x-amz-date", "x-amz-decoded-content-length",
        "x-amz-metadata-directive", "x-amz-sdk-checksum-algorithm", "x-amz-tagging",
        "x-amz-tagging-directive", "x-amz-trailer", "x-amz-user-agent",
    )
)  # fmt: skip
# And what it may say in one way only, which is what happens anyway.
FIXED = {ENCRYPTION: "AES256", "x-amz-acl": "private", "x-amz-storage-class": "STANDARD"}
CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")


def check_asked(headers: Mapping[str, str]) -> None:
    """Raises Fault for what would not be done, rather than do less than was asked for."""
    for name, value in headers.items():
        known = name in KNOWN or name.startswith((META, CHECKSUM)) or FIXED.get(name) == value
        if name.startswith("x-amz-") and not known:
            raise Fault("NotImplemented", f"This header is not implemented: {name}")


def put(store: ObjectStore, key: str, signed: Signed) -> Response:
    """Write what the body holds, once it is all here and is what its checksums say."""
    check_asked(signed.headers)
    check_unconditional()
    metadata = metadata_in(signed.headers)
    request.max_content_length = LARGEST_BODY
    if (request.content_length or 0) > LARGEST_BODY:
        raise Fault("EntityTooLarge")
    bodies.expect(("s3", signed.client))
    length = request.content_length or 0
    if length > LARGEST_BODY:
        raise Fault("EntityTooLarge")
    payload = Payload(request.environ["wsgi.input"], length, signed.headers)
    etag = store.put(key, payload, metadata, headers_in())
    return Response(status=200, headers={"ETag": f'"{etag}"', ENCRYPTION: "AES256"})


def copy(store: ObjectStore, key: str, signed: Signed) -> Response:
    """Write what another object holds, or the same one; what is said of it is kept, or replaced."""
    check_asked(signed.headers)
    check_unconditional()
    source = source_of(signed.headers["x-amz-copy-source"])
    directive = signed.headers.get("x-amz-metadata-directive", "COPY")
    if directive not in ("COPY", "REPLACE"):
        raise Fault("InvalidArgument", "Unknown metadata directive.")
    if source == key and directive == "COPY" and ENCRYPTION not in signed.headers:
        raise Fault(
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself without "
            "changing the object's metadata, storage class, website redirect location or "
            "encryption attributes.",
        )
    with closing(store.find(source)) as found:
        if found.size > LARGEST:
            raise Fault("EntityTooLarge")
        metadata, headers = found.metadata, found.headers
        if directive == "REPLACE":
            metadata, headers = metadata_in(signed.headers), headers_in()
        etag = store.put(key, found.read(0, found.size), metadata, headers)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    parts = {"ETag": f'"{etag}"', "LastModified": moment}
    return xml("CopyObjectResult", parts, namespace=NAMESPACE)


def delete(store: ObjectStore, key: str, signed: Signed) -> Response:
    """Remove an object; one that is not there is as good as removed."""
    check_asked(signed.headers)
    check_unconditional()
    store.delete(key)
    return Response(status=204)


def check_unconditional() -> None:
    """Nothing here can be looked at and changed in one step."""
    for name in CONDITIONS:
        if name in request.headers:
            raise Fault("NotImplemented", f"This header is not implemented here: {name}")


def source_of(text: str) -> str:
    """Where the object lies that x-amz-copy-source names."""
    path, question, _ = text.removeprefix("/").partition("?")
    if question:
        raise Fault("NotImplemented", "Versions are not implemented")
    try:
        bucket, key = split(unquote(path, errors="strict"))
    except UnicodeDecodeError:
        raise Fault("InvalidArgument", "A key has to be UTF-8") from None
    return place(bucket, key)


def metadata_in(headers: Mapping[str, str]) -> dict[str, str]:
    """What is said of the object, by the names that were signed: WSGI's have no underscores."""
    found = {
        name.removeprefix(META): decoded(value)
        for name, value in headers.items()
        if name.startswith(META)
    }
    if sum(len(name) + len(value.encode()) for name, value in found.items()) > LARGEST_METADATA:
        raise Fault("MetadataTooLarge")
    return found


def decoded(value: str) -> str:
    """A header's value, without the encoding that those other than ASCII may have."""
    if not (value.startswith("=?") and value.endswith("?=")):
        return value
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (LookupError, ValueError):
        return value


def headers_in() -> dict[str, str]:
    """The headers that go with the content, as they are to be given back."""
    found = {"Content-Type": USUAL_TYPE}
    found |= {name: value for name in HEADERS if (value := request.headers.get(name))}
    encodings = [part.strip() for part in found.pop("Content-Encoding", "").split(",")]
    if kept := [part for part in encodings if part and part != "aws-chunked"]:
        found["Content-Encoding"] = ", ".join(kept)
    return found
