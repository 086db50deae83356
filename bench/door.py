"""python -m bench.door: a CSV file through the S3 door, and the memory that a large object takes.

Sizes: MEGABYTES (5) of the file, RUNS (20).
"""

import os
import secrets
import statistics
import time

import boto3

from bench.common import descendants, figure, number, stack
from bench.memory import megabytes

METHOD = """\
method: boto3 over http on this machine; put and get in turn, median of the runs. Memory:
PSS of the API's processes before and after ten objects of 32 MiB were put and read."""
SECRET = secrets.token_hex(32)
BUCKET = "development-notifications-csv-upload"


def main() -> None:
    print(METHOD, flush=True)
    with stack(["api"], S3_DOOR_KEYS=f'{{"bench": "{SECRET}"}}') as running:
        api = running.parts["api"].pid
        s3 = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{running.variables['PORT']}/s3",
            aws_access_key_id="bench",
            aws_secret_access_key=SECRET,
            region_name="eu-west-1",
        )
        size = number("MEGABYTES", 5)
        times = [pass_through(s3, os.urandom(size * 10**6)) for _ in range(number("RUNS", 20))]
        measured = f"{statistics.median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms"
        figure(f"{size} MB put and read back through the S3 door", measured, "under 100 ms")
        before = taken(api)
        for _ in range(10):
            pass_through(s3, os.urandom(2**25))
        memory = f"{before:.0f} to {taken(api):.0f} MB"
        figure("memory of the API with objects of 32 MiB", memory, "flat")


def pass_through(s3: object, body: bytes) -> float:
    began = time.perf_counter()
    s3.put_object(Bucket=BUCKET, Key="service-1-notify/1.csv", Body=body)
    assert s3.get_object(Bucket=BUCKET, Key="service-1-notify/1.csv")["Body"].read() == body
    return time.perf_counter() - began


def taken(parent: int) -> float:
    return sum(map(megabytes, [parent, *descendants(parent)]))


if __name__ == "__main__":
    main()
