"""Secrets at rest: sealed with the workspace's key, opened only where they are used."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class Unsealable(Exception):
    """The key does not fit; the words say what to do and hold nothing secret."""


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"earful sealed secrets:" + key.encode()).digest()))


def seal(value: dict[str, Any], key: str) -> bytes:
    """Encrypt a JSON value."""
    return _fernet(key).encrypt(json.dumps(value).encode())


def unseal(sealed: bytes | memoryview, key: str) -> dict[str, Any]:
    """Decrypt what `seal` made; an empty value opens to {}. Raises Unsealable."""
    if not sealed:
        return {}
    try:
        value: dict[str, Any] = json.loads(_fernet(key).decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise Unsealable(
            "The stored sign-in was sealed with another key. Restore the key, or sign in again."
        ) from error
    return value
