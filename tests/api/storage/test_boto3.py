"""Today's boto3, as the admin app uses it, over http and over https through a proxy."""

import os
import threading

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from postroom.files.buckets import BUCKETS
from postroom.files.objects import ObjectStore
from tests.tools.stack import stack
from tests.tools.tls import proxy

ID, SECRET = "postroom-admin", "dev-postroom-admin-object-store-key"
CSV = "development-notifications-csv-upload"
MIB = 2**20


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with (
        stack(["api"]) as stacked,
        proxy(stacked.variables["PORT"], tmp_path_factory.mktemp("tls")) as front,
    ):
        stacked.front = front
        stacked.store = ObjectStore(stacked.variables["OBJECT_STORE_URL"])
        yield stacked


def client(running, scheme, id=ID, secret=SECRET, **more):
    url, verify = running.base_url, None
    if scheme == "https":
        url, verify = running.front.url, running.front.certificate
    return boto3.client(
        "s3",
        endpoint_url=f"{url}/s3",
        verify=verify,
        aws_access_key_id=id,
        aws_secret_access_key=secret,
        region_name=more.pop("region", "us-east-1"),
        config=Config(retries={"max_attempts": 1}, **more),
    )


@pytest.fixture(params=["http", "https"])
def s3(request, running):
    return client(running, request.param)


@pytest.fixture
def key(request):
    return f"service-1-notify/{request.node.name}.csv"


def code(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_an_upload_as_the_admin_app_makes_it(s3, running, key):
    body = "phone number,näme\r\n07900900123,Bö\r\n".encode()
    s3.put_object(
        Bucket=CSV, Key=key, Body=body, ServerSideEncryption="AES256", ContentType="text/csv",
        Tagging="delete-after-7-days=true",
    )  # fmt: skip
    metadata = {"original_file_name": "p.csv", "valid": "True", "notification_count": "1"}
    s3.copy_object(
        Bucket=CSV, Key=key, CopySource={"Bucket": CSV, "Key": key}, ServerSideEncryption="AES256",
        Metadata=metadata, MetadataDirective="REPLACE",
    )  # fmt: skip

    # What the API and the worker see of it.
    assert running.store.get(f"csv-uploads/{key}") == body
    assert running.store.metadata(f"csv-uploads/{key}") == metadata

    found = s3.get_object(Bucket=CSV, Key=key)
    assert (found["Body"].read(), found["Metadata"]) == (body, metadata)
    looked = s3.head_object(Bucket=CSV, Key=key)
    assert (looked["ContentLength"], looked["Metadata"]) == (len(body), metadata)
    assert looked["ETag"] == found["ETag"]

    s3.delete_object(Bucket=CSV, Key=key)
    s3.delete_object(Bucket=CSV, Key=key)
    assert code(s3.get_object, Bucket=CSV, Key=key) == (404, "NoSuchKey")
    assert code(s3.head_object, Bucket=CSV, Key=key) == (404, "404")


def test_a_contact_list_is_copied_to_be_sent(s3, running, key):
    s3.put_object(
        Bucket="development-contact-list", Key=key, Body=b"a", Metadata={"row_count": "1"}
    )
    s3.copy_object(Bucket=CSV, Key=key, CopySource=f"development-contact-list/{key}")

    assert running.store.get(f"csv-uploads/{key}") == b"a"
    assert running.store.metadata(f"csv-uploads/{key}") == {"row_count": "1"}


def test_all_buckets_and_no_others(s3, running):
    for bucket in BUCKETS:
        s3.put_object(Bucket=bucket.name, Key="a/b c+é~'?#%(1).x", Body=b"x")
        assert running.store.get(f"{bucket.prefix}/a/b c+é~'?#%(1).x") == b"x"
    for name in ("csv-uploads", "documents", "letters-pdf", "another"):
        assert code(s3.get_object, Bucket=name, Key="a") == (404, "NoSuchBucket")
        assert code(s3.put_object, Bucket=name, Key="a", Body=b"") == (404, "NoSuchBucket")


@pytest.mark.parametrize("size", [0, 1, 65536, MIB, MIB + 1, 5 * MIB])
def test_contents_of_any_size(s3, key, size):
    body = os.urandom(size)
    s3.put_object(Bucket=CSV, Key=key, Body=body)

    assert s3.get_object(Bucket=CSV, Key=key)["Body"].read() == body


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_every_checksum_that_is_known(s3, key, algorithm):
    s3.put_object(Bucket=CSV, Key=key, Body=b"abc", ChecksumAlgorithm=algorithm)

    assert s3.get_object(Bucket=CSV, Key=key)["Body"].read() == b"abc"


def test_ranges(s3, key):
    s3.put_object(Bucket=CSV, Key=key, Body=b"0123456789")

    for asked, body, told in (
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ):
        part = s3.get_object(Bucket=CSV, Key=key, Range=asked)
        assert (part["Body"].read(), part["ContentRange"]) == (body, told)
        assert part["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert code(s3.get_object, Bucket=CSV, Key=key, Range="bytes=10-") == (416, "InvalidRange")


def test_conditions(s3, key):
    etag = s3.put_object(Bucket=CSV, Key=key, Body=b"x")["ETag"]

    assert s3.get_object(Bucket=CSV, Key=key, IfMatch=etag)["Body"].read() == b"x"
    assert code(s3.get_object, Bucket=CSV, Key=key, IfMatch='"other"') == (
        412, "PreconditionFailed",
    )  # fmt: skip
    assert code(s3.get_object, Bucket=CSV, Key=key, IfNoneMatch=etag)[0] == 304
    assert code(s3.put_object, Bucket=CSV, Key=key, Body=b"y", IfNoneMatch="*") == (
        501, "NotImplemented",
    )  # fmt: skip
    assert s3.get_object(Bucket=CSV, Key=key)["Body"].read() == b"x"


def test_what_is_not_implemented(s3, key):
    s3.put_object(Bucket=CSV, Key=key, Body=b"x")
    at = {"Bucket": CSV, "Key": key}
    for call, arguments in (
        (s3.list_buckets, {}),
        (s3.list_objects_v2, {"Bucket": CSV}),
        (s3.create_multipart_upload, at),
        (s3.upload_part, {**at, "PartNumber": 1, "UploadId": "1", "Body": b"y"}),
        (s3.get_object_tagging, at),
        (s3.put_object_tagging, {**at, "Tagging": {"TagSet": []}}),
        (s3.delete_object_tagging, at),
        (s3.get_object_acl, at),
        (s3.put_object_acl, {**at, "ACL": "private"}),
        (s3.delete_objects, {"Bucket": CSV, "Delete": {"Objects": [{"Key": key}]}}),
        (s3.put_object, {**at, "Body": b"y", "ServerSideEncryption": "aws:kms"}),
        (s3.put_object, {**at, "Body": b"y", "ACL": "public-read"}),
        (s3.get_object, {**at, "VersionId": "1"}),
    ):
        assert code(call, **arguments) == (501, "NotImplemented"), call
    assert s3.get_object(**at)["Body"].read() == b"x"


def test_who_may_not(running, key):
    at = {"Bucket": CSV, "Key": key}
    other = client(running, "http", secret="another")
    assert code(other.put_object, **at, Body=b"x") == (403, "SignatureDoesNotMatch")
    other = client(running, "http", id="nobody")
    assert code(other.get_object, **at) == (403, "InvalidAccessKeyId")


def test_any_region(running, key):
    for region in ("eu-west-1", "us-east-1", "mars-1"):
        s3 = client(running, "http", region=region)
        s3.put_object(Bucket=CSV, Key=key, Body=b"x")


def test_what_a_folder_cannot_hold(s3, key):
    s3.put_object(Bucket=CSV, Key=key, Body=b"x")

    below = {"Bucket": CSV, "Key": f"{key}/below", "Body": b"y"}
    assert code(s3.put_object, **below) == (409, "OperationAborted")
    assert code(s3.put_object, Bucket=CSV, Key="x" * 300, Body=b"y")[0] == 400
    assert code(s3.put_object, Bucket=CSV, Key="x/" * 600 + "x", Body=b"y")[0] == 400


def test_the_largest_object_and_a_larger_one(s3, key):
    body = os.urandom(MIB) * 32
    s3.put_object(Bucket=CSV, Key=key, Body=body)
    assert s3.get_object(Bucket=CSV, Key=key)["Body"].read() == body

    larger = {"Bucket": CSV, "Key": key, "Body": body + b"x"}
    assert code(s3.put_object, **larger) == (400, "EntityTooLarge")
    s3.delete_object(Bucket=CSV, Key=key)


def test_a_reader_sees_one_write_whole(running, key):
    def write():
        for n in range(40):
            s3.put_object(Bucket=CSV, Key=key, Body=bytes([n]) * 100_000, Metadata={"n": str(n)})

    s3 = client(running, "http")
    s3.put_object(Bucket=CSV, Key=key, Body=b"\0" * 100_000, Metadata={"n": "0"})
    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        found = s3.get_object(Bucket=CSV, Key=key)
        assert found["Body"].read() == bytes([int(found["Metadata"]["n"])]) * 100_000
    writer.join()
