"""Passwords as they are kept: argon2id, and until their owner signs in again, scrypt."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from werkzeug.security import check_password_hash

# OWASP's first choice for argon2id: a little memory, so that many can sign in at once.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash(password: str) -> str:
    return hasher.hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept, in the way of today or in an older one."""
    if kept.startswith("scrypt:"):
        return check_password_hash(kept, password)
    try:
        return hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a password should be kept anew, in the way of today."""
    return kept.startswith("scrypt:") or hasher.check_needs_rehash(kept)
