"""Whether SNS sent it: the signature, the certificate it was made with, the topic."""

import asyncio
import base64
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeGuard

import aiohttp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from postroom import http_answers
from postroom.settings.receipts import CallbackSettings

AWS = re.compile(r"https://sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(?=/)")
# No query: what that asks for could come back as part of the answer.
CERTIFICATE_PATH = re.compile(r"[\w/-]+\.pem", re.ASCII)
ADDRESS_PATH = re.compile(r"/[!-~]{1,2000}")

CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# What is signed, in this order; only the subject need not be there.
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": CONFIRMATION,
    "UnsubscribeConfirmation": CONFIRMATION,
}
HASHES = {"1": SHA1, "2": SHA256}

# Seconds for the whole of an answer.
SECONDS = 5


class Untrusted(Exception):
    """The message is not signed by SNS, or is about a topic that is not ours."""


class Unreachable(Exception):
    """SNS did not answer, or not as expected."""


def check(envelope: dict[str, Any], settings: CallbackSettings) -> None:
    """Raises Untrusted, or Unreachable when the certificate can't be had now.

    The topic first, so that strangers make us fetch nothing.
    """
    topic = envelope.get("TopicArn")
    if not isinstance(topic, str) or topic not in settings.ses_topics:
        raise Untrusted("the topic is not one of SES_TOPIC_ARNS")
    text, signature = signed_text(envelope), decoded(envelope.get("Signature"))
    algorithm = HASHES.get(str(envelope.get("SignatureVersion")))
    if algorithm is None:
        raise Untrusted("the version of the signature is unknown")
    key = certificate(certificate_url(envelope, settings)).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Untrusted("the certificate's key is none of RSA")
    try:
        key.verify(signature, text, padding.PKCS1v15(), algorithm())
    except (InvalidSignature, UnsupportedAlgorithm):
        raise Untrusted("the signature is wrong") from None


def signed_text(envelope: dict[str, Any]) -> bytes:
    names = SIGNED.get(str(envelope.get("Type")), ())
    present = [name for name in names if name != "Subject" or envelope.get(name) is not None]
    if not present or not all(isinstance(envelope.get(name), str) for name in present):
        raise Untrusted("what is signed is not complete")
    try:
        return "".join(f"{name}\n{envelope[name]}\n" for name in present).encode()
    except UnicodeEncodeError:
        raise Untrusted("what is signed is not Unicode") from None


def decoded(signature: Any) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except (TypeError, ValueError):
        raise Untrusted("the signature can't be read") from None


def certificate_url(envelope: dict[str, Any], settings: CallbackSettings) -> str:
    # Lambda spells it the second way, and what it passes on may come here.
    url = envelope.get("SigningCertURL") or envelope.get("SigningCertUrl")
    if not is_of_sns(url, settings, CERTIFICATE_PATH):
        raise Untrusted("the certificate is not from SNS")
    return url


def is_of_sns(
    url: Any, settings: CallbackSettings, path: re.Pattern[str] = ADDRESS_PATH
) -> TypeGuard[str]:
    """Whether this is an address at SNS itself, or at the endpoint that stands for it."""
    if not isinstance(url, str):
        return False
    if found := AWS.match(url):
        return bool(path.fullmatch(url, found.end()))
    own = settings.sns_url
    return bool(own and url.startswith(f"{own}/") and path.fullmatch(url, len(own)))


def certificate(url: str) -> x509.Certificate:
    """The certificate at this address, if it is good today. Raises Untrusted or Unreachable."""
    found = fetch_certificate(url)
    if not found.not_valid_before_utc <= datetime.now(UTC) <= found.not_valid_after_utc:
        raise Untrusted("the certificate is not valid now")
    return found


@lru_cache(maxsize=8)
def fetch_certificate(url: str) -> x509.Certificate:
    """Fetched once: SNS changes the address along with the certificate."""
    try:
        found = x509.load_pem_x509_certificate(get(url))
    except ValueError:
        raise Unreachable("the certificate can't be read") from None
    if not isinstance(found.public_key(), rsa.RSAPublicKey):
        raise Unreachable("the certificate's key is not of RSA")
    return found


def get(url: str) -> bytes:
    """What is at an address that is_of_sns. Raises Unreachable."""
    try:
        return asyncio.run(fetch(url))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise Unreachable(f"SNS: {type(error).__name__}") from None


async def fetch(url: str) -> bytes:
    """Leads nowhere else: the address was looked at, what it redirects to was not."""
    async with (
        asyncio.timeout(SECONDS),
        aiohttp.ClientSession(
            auto_decompress=False, headers=http_answers.UNCOMPRESSED, trust_env=True
        ) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        body = await http_answers.read(answer)
        if answer.status != 200 or body is None:
            raise Unreachable(f"SNS: HTTP {answer.status}")
        return body
