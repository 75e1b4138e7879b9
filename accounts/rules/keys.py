"""Keys of machine clients: made once, shown once, kept only as a hash."""

import hashlib
import secrets
from dataclasses import dataclass

# A fixed start lets secret scanners find a key that slipped into a repository.
PREFIX = "tandem_"


@dataclass(frozen=True)
class NewKey:
    """`secret` is for the partner's eyes, once; `hash` and `shown` (its readable start) are kept."""

    secret: str
    hash: str
    shown: str


def make_key() -> NewKey:
    """A new key with 256 random bits."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return NewKey(secret, hash_of(secret), secret[: len(PREFIX) + 6])


def hash_of(secret: str) -> str:
    """SHA-256 in hex. A slow hash is for passwords; a key of 256 random bits can't be guessed anyway."""
    return hashlib.sha256(secret.encode()).hexdigest()
