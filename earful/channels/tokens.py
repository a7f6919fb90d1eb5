"""Signing tokens (JWT) with a key of ours, for networks that let programs in by them: RS256, ES256 and HS256."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

PEM = re.compile(r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]{1,10000})-----END \1-----")
WIDTH = 32  # bytes of each half of an ES256 signature
SMALLEST = 2048  # bits of an RSA key


class NoKey(ValueError):
    """It is no private key of a kind that is used here."""


def key(text: str) -> str:
    """A private key as it is kept, from how somebody pasted it: one line or many. Raises NoKey."""
    found = PEM.search(text.replace("\\n", "\n"))
    if found is None:
        raise NoKey("This is no private key.")
    whole = f"-----BEGIN {found[1]}-----\n{chr(10).join(found[2].split())}\n-----END {found[1]}-----\n"
    kind = serialization.PrivateFormat.PKCS8
    return _loaded(whole).private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def algorithm(pem: str) -> str:
    """Which of the two a key signs. Raises NoKey."""
    return "RS256" if isinstance(_loaded(pem), rsa.RSAPrivateKey) else "ES256"


def signed(pem: str, head: Mapping[str, str], claims: Mapping[str, Any]) -> str:
    """A token. Raises NoKey."""
    private = _loaded(pem)
    kind = "RS256" if isinstance(private, rsa.RSAPrivateKey) else "ES256"
    body = f"{_packed({'alg': kind, 'typ': 'JWT', **head})}.{_packed(claims)}"
    if isinstance(private, rsa.RSAPrivateKey):
        mark = private.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        one, other = decode_dss_signature(private.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
        mark = one.to_bytes(WIDTH, "big") + other.to_bytes(WIDTH, "big")
    return f"{body}.{_text(mark)}"


def sealed(secret: bytes, head: Mapping[str, str], claims: Mapping[str, Any]) -> str:
    """A token for a network that has the same secret."""
    body = f"{_packed({'alg': 'HS256', 'typ': 'JWT', **head})}.{_packed(claims)}"
    return f"{body}.{_text(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def _loaded(pem: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        found = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey("This private key cannot be read.") from error
    if isinstance(found, rsa.RSAPrivateKey) and found.key_size >= SMALLEST:
        return found
    if isinstance(found, ec.EllipticCurvePrivateKey) and isinstance(found.curve, ec.SECP256R1):
        return found
    raise NoKey("This private key is of another kind.")


def _packed(value: Mapping[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
