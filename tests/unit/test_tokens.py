"""Signing tokens with a key of ours: as others check them, from however a key was pasted."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from earful.channels import tokens

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


def pem(private, kind=serialization.PrivateFormat.PKCS8) -> str:
    return private.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("private", [RSA, EC])
def test_a_key_may_be_pasted_in_one_line_or_many(private) -> None:
    whole = pem(private)
    for given in (whole, whole.replace("\n", ""), whole.replace("\n", "\\n"), f"  {whole.replace(chr(10), ' ')} "):
        assert tokens.key(given) == whole
    older = pem(private, serialization.PrivateFormat.TraditionalOpenSSL)
    assert tokens.algorithm(tokens.key(older)) == tokens.algorithm(whole)


def test_what_is_signed_is_what_others_check() -> None:
    for private, kind in ((RSA, "RS256"), (EC, "ES256")):
        head, claims, mark = tokens.signed(pem(private), {"kid": "K1"}, {"iss": "us", "exp": 5}).split(".")
        assert json.loads(part(head)) == {"alg": kind, "typ": "JWT", "kid": "K1"}
        assert json.loads(part(claims)) == {"iss": "us", "exp": 5}
        body = f"{head}.{claims}".encode()
        if kind == "RS256":
            RSA.public_key().verify(part(mark), body, padding.PKCS1v15(), hashes.SHA256())
        else:
            assert len(part(mark)) == 64
            halves = (int.from_bytes(part(mark)[:32], "big"), int.from_bytes(part(mark)[32:], "big"))
            EC.public_key().verify(encode_dss_signature(*halves), body, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "given",
    [
        "",
        "a password",
        "-----BEGIN PRIVATE KEY-----abcd-----END PRIVATE KEY-----",
        pem(RSA).replace("PRIVATE", "PUBLIC"),
        pem(ed25519.Ed25519PrivateKey.generate()),
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(RSA)[:400] + pem(RSA)[500:],
    ],
)
def test_what_is_no_key_of_ours_is_said(given: str) -> None:
    with pytest.raises(tokens.NoKey):
        tokens.key(given)
