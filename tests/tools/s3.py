"""An S3-compatible store on this machine, empty and in memory: moto's server."""

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import httpx

from tests.tools.stack import free_port


@contextmanager
def server(buckets: Iterable[str]) -> Iterator[SimpleNamespace]:
    """.url of the server, in which these buckets are, and .variables that lead Postroom to it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(url, process)
        for bucket in buckets:
            httpx.put(f"{url}/{bucket}").raise_for_status()
        yield SimpleNamespace(
            url=url,
            variables={
                "AWS_ENDPOINT_URL_S3": url,
                "AWS_ACCESS_KEY_ID": "any",
                "AWS_SECRET_ACCESS_KEY": "any",
                "AWS_REGION": "eu-west-2",
            },
        )
    finally:
        process.kill()
        process.wait()


def wait_until_up(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/moto-api/")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the S3 server does not answer")


def put(url: str, data: bytes, **metadata: str) -> None:
    """Store an object as the admin app does; its metadata as x-amz-meta-…"""
    headers = {f"x-amz-meta-{name}": value for name, value in metadata.items()}
    httpx.put(url, content=data, headers=headers).raise_for_status()
