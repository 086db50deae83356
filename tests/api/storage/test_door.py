"""The door below what boto3 can be made to send."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.storage.conftest import chunked, crc32

BUCKET = "/development-contact-list"
PUT = f"PUT {BUCKET}/a.csv"
TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


def in_chunks(door, data, body, **headers):
    return door(
        PUT, body, content=TRAILER,
        headers={
            "content-encoding": "aws-chunked", "x-amz-decoded-content-length": str(len(data)),
            "x-amz-trailer": "x-amz-checksum-crc32", **headers,
        },
    )  # fmt: skip


def trailer(data):
    return f"x-amz-checksum-crc32:{crc32(data)}\r\n".encode()


@pytest.mark.parametrize("size", [1, 7, 65536])
def test_chunks_with_a_checksum_behind_them(door, objects, size):
    data = b"0123456789"

    answer = in_chunks(door, data, chunked(data, size, trailer(data)))

    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    assert objects.get("contact-lists/a.csv") == data
    assert "Content-Encoding" not in objects.find("contact-lists/a.csv").headers


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (chunked(b"0123456789", trailer=trailer(b"other")), "BadDigest"),
        (chunked(b"0123456789"), "MalformedTrailerError"),
        (chunked(b"0123456789", trailer=b"x-amz-checksum-sha1:x\r\n"), "MalformedTrailerError"),
        (chunked(b"0123456789", trailer=b"nothing\r\n"), "MalformedTrailerError"),
        (chunked(b"0123456789", trailer=b"x-amz-checksum-crc32:x\r\n"), "InvalidDigest"),
        (chunked(b"012345678", trailer=trailer(b"012345678")), "IncompleteBody"),
        (chunked(b"0123456789x", trailer=trailer(b"0123456789x")), "IncompleteBody"),
        (b"a\r\n012345", "IncompleteBody"),
        (b"a\r\n0123456789xx0\r\n\r\n", "IncompleteBody"),
        (b"zz\r\n0123456789\r\n0\r\n\r\n", "IncompleteBody"),
        (b"-1\r\n\r\n", "IncompleteBody"),
        (b"", "IncompleteBody"),
        (b"9" * 100_000, "IncompleteBody"),
    ],
)
def test_chunks_that_are_not_what_was_said(door, objects, body, code):
    door(PUT, b"before")

    assert in_chunks(door, b"0123456789", body).code == code
    assert objects.get("contact-lists/a.csv") == b"before"


@pytest.mark.parametrize("length", [None, "", "x", "-1", "9" * 40])
def test_chunks_of_no_length(door, length):
    headers = {"x-amz-decoded-content-length": length}
    assert in_chunks(door, b"", chunked(b""), **headers).code == "MissingContentLength"
    headers = {"x-amz-decoded-content-length": str(2**25 + 1)}
    assert in_chunks(door, b"", chunked(b""), **headers).code == "EntityTooLarge"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"content-md5": base64.b64encode(bytes(16)).decode()}, "BadDigest"),
        ({"content-md5": "x"}, "InvalidDigest"),
        ({"x-amz-checksum-crc32": crc32(b"other")}, "BadDigest"),
        ({"x-amz-checksum-sha256": base64.b64encode(bytes(32)).decode()}, "BadDigest"),
        ({"x-amz-checksum-sha256": "AAAA"}, "InvalidDigest"),
        ({"x-amz-checksum-crc64nvme": "AAAA"}, "NotImplemented"),
        ({"x-amz-content-sha256": "0" * 64}, "XAmzContentSHA256Mismatch"),
    ],
)
def test_checksums_are_checked_before_anything_is_there(door, objects, headers, code):
    objects.delete("contact-lists/a.csv")

    assert door(PUT, b"content", headers).code == code
    assert "contact-lists/a.csv" not in list(objects.list("contact-lists"))


def test_metadata_has_the_names_that_were_signed(door, objects):
    headers = {
        "x-amz-meta-original_file_name": "a  b.csv", "x-amz-meta-row-count": "1",
        "x-amz-meta-filename": "=?UTF-8?B?QsO2?=",
    }  # fmt: skip
    assert door(PUT, b"x", headers).status == 200

    said = objects.metadata("contact-lists/a.csv")
    assert said == {"original_file_name": "a  b.csv", "row-count": "1", "filename": "Bö"}
    looked = door(f"HEAD {BUCKET}/a.csv")
    assert looked.headers["x-amz-meta-filename"] == "=?UTF-8?B?QsO2?="
    assert (looked.data, looked.headers["Content-Length"]) == (b"", "1")
    assert door(PUT, b"x", {"x-amz-meta-a": "x" * 2050}).code == "MetadataTooLarge"


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"at": datetime.now(UTC) - timedelta(minutes=15, seconds=1)}, "RequestTimeTooSkewed"),
        ({"at": datetime.now(UTC) + timedelta(hours=1)}, "RequestTimeTooSkewed"),
        ({"secret": "other"}, "SignatureDoesNotMatch"),
        ({"id": "other"}, "InvalidAccessKeyId"),
        ({"service": "ses"}, "AuthorizationHeaderMalformed"),
        ({"headers": {"x-amz-content-sha256": None}}, "AccessDenied"),
        ({"headers": {"x-amz-date": None}}, "AccessDenied"),
        ({"headers": {"x-amz-date": "20260230T000000Z"}}, "AccessDenied"),
        ({"content": "nonsense"}, "InvalidArgument"),
        ({"content": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, "NotImplemented"),
        ({"unsigned": {"x-amz-acl": "public-read"}}, "AccessDenied"),
        ({"unsigned": {"x-amz-meta-a": "b"}}, "AccessDenied"),
        ({"unsigned": {"x-amz-copy-source": "development-contact-list/b"}}, "AccessDenied"),
        ({"spoil": lambda text: "Basic eDp5"}, "AuthorizationHeaderMalformed"),
        ({"spoil": lambda text: text[:-1]}, "AuthorizationHeaderMalformed"),
        ({"spoil": lambda text: text[:-1] + ("0" if text[-1] != "0" else "1")},
         "SignatureDoesNotMatch"),
        ({"spoil": lambda text: text.replace("host;", "host;x-nothing;")}, "SignatureDoesNotMatch"),
        ({"spoil": lambda text: text.replace("us-east-1", "eu-west-1")}, "SignatureDoesNotMatch"),
    ],
)  # fmt: skip
def test_signatures(door, spoilt, code):
    assert door(PUT, b"x", **spoilt).code == code


def test_content_without_a_signature_is_for_https(door):
    for proto, status in (("https", 200), ("http", 403)):
        forwarded = {"X-Forwarded-Proto": proto}
        answer = door(PUT, b"x", content="UNSIGNED-PAYLOAD", unsigned=forwarded)
        assert answer.status == status


def test_without_a_signature_nothing_is_to_be_had(app, objects):
    objects.put("contact-lists/a.csv", b"x")
    for line in (f"GET {BUCKET}/a.csv", "GET ", "GET /", f"GET {BUCKET}", "GET /nothing/a", PUT):
        method, path = line.split(" ")
        answer = app.test_client().open(f"/s3{path}", method=method)
        assert (answer.status_code, b"<Code>AccessDenied</Code>" in answer.data) == (403, True)
    presigned = f"/s3{BUCKET}/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0"
    assert app.test_client().get(presigned).status_code == 501


@pytest.mark.parametrize(
    "key",
    [
        "../x",
        "a/../b",
        "./a",
        "a/.",
        "a//b",
        "a/",
        "/a",
        "a\x01b",
        "a\nb",
        "a\x7f",
        "..",
        "é" * 513,
    ],
)
def test_keys_that_are_none(door, key):
    for method in ("PUT", "GET", "DELETE"):
        answer = door(f"{method} {BUCKET}/{key}")
        assert (answer.status, answer.code) in (
            (400, "InvalidArgument"),
            (400, "KeyTooLongError"),
        )


def test_keys_that_look_like_ours(door, objects):
    for key in ("a.csv.metadata.json", ".unfinished/x", "logos/x", "é/ü #%+&=;:@.csv"):
        assert door(f"PUT {BUCKET}/{key}", b"x", {"x-amz-meta-n": "1"}).status == 200
        assert objects.get(f"contact-lists/{key}") == b"x"
    door(PUT, b"y", {"x-amz-meta-n": "2"})
    assert objects.metadata("contact-lists/a.csv") == {"n": "2"}


@pytest.mark.parametrize(
    "line",
    [
        "GET /", "GET ", f"GET {BUCKET}", f"GET {BUCKET}/", f"PUT {BUCKET}", f"DELETE {BUCKET}",
        f"{PUT}?acl", f"{PUT}?partNumber=1&uploadId=2", f"{PUT}?nonsense", f"POST {BUCKET}/a.csv",
        f"PATCH {BUCKET}/a.csv", f"OPTIONS {BUCKET}/a.csv", f"GET {BUCKET}/a.csv?tagging",
        f"GET {BUCKET}/a.csv?response-content-type=text/html", f"POST {BUCKET}?delete",
    ],
)  # fmt: skip
def test_what_is_not_implemented(door, line):
    assert (door(line).status, door(line).code) == (501, "NotImplemented")


def test_copies(door, objects):
    objects.put("contact-lists/a.csv", b"x", {"n": "1"}, {"Content-Type": "text/csv"})
    at = {"x-amz-copy-source": "/development-contact-list/a.csv"}

    assert door(PUT, headers=at).code == "InvalidRequest"
    assert door(PUT, headers={**at, "x-amz-metadata-directive": "x"}).code == "InvalidArgument"
    assert door(PUT, headers={"x-amz-copy-source": "nothing/a.csv"}).code == "NoSuchBucket"
    missing = {"x-amz-copy-source": "development-contact-list/missing"}
    assert door(PUT, headers=missing).code == "NoSuchKey"
    versioned = {"x-amz-copy-source": "development-contact-list/a.csv?versionId=1"}
    assert door(PUT, headers=versioned).code == "NotImplemented"
    wild = {"x-amz-copy-source": "development-contact-list/a%00/%2E%2E/b"}
    assert door(PUT, headers=wild).code == "InvalidArgument"

    assert door(f"PUT {BUCKET}/b.csv", headers=at).status == 200
    assert objects.metadata("contact-lists/b.csv") == {"n": "1"}
    assert objects.find("contact-lists/b.csv").headers == {"Content-Type": "text/csv"}
    replacing = {**at, "x-amz-metadata-directive": "REPLACE", "x-amz-meta-n": "2"}
    assert door(PUT, headers=replacing).status == 200
    assert (objects.get("contact-lists/a.csv"), objects.metadata("contact-lists/a.csv")) == (
        b"x",
        {"n": "2"},
    )


def test_it_is_shut_without_keys(app_with):
    app = app_with(S3_DOOR_KEYS="{}")

    assert app.test_client().get("/s3/public-logos-tools/a", base_url=BASE).status_code == 404


BASE = "https://notify.example"
