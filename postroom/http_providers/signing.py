"""Signatures as services use them, of what they send and what they get."""

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key


def sign(rule: Mapping[str, Any], key: str, signed: bytes) -> str:
    """The signature as it is written: `rule` has algorithm, encoding and perhaps a prefix."""
    digest = hmac.digest(key.encode(), signed, rule["algorithm"])
    if rule["encoding"] == "hex":
        return rule.get("prefix", "") + digest.hex()
    return rule.get("prefix", "") + base64.b64encode(digest).decode()


def is_signed(rule: Mapping[str, Any], key: str, signed: bytes, given: str) -> bool:
    """Whether this is the signature; some write hexadecimal digits in capitals."""
    expected = sign(rule, key, signed).removeprefix(rule.get("prefix", ""))
    given = given.removeprefix(rule.get("prefix", ""))
    if rule["encoding"] == "hex":
        given = given.lower()
    return hmac.compare_digest(expected.encode(), given.encode())


def public_key(text: str) -> EllipticCurvePublicKey:
    """The key in a text: SubjectPublicKeyInfo in base64. Raises ValueError."""
    key = load_der_public_key(base64.b64decode(text, validate=True))
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("not of an elliptic curve")
    return key


def is_signed_by(key: EllipticCurvePublicKey, signed: bytes, given: str) -> bool:
    """Whether this is the key's signature (ECDSA with SHA-256), in base64."""
    try:
        key.verify(base64.b64decode(given, validate=True), signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
