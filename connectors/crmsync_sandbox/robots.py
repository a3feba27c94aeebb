"""Service accounts: keys made for the sandbox, assertions signed with them, and for whom they may act.

After https://developers.google.com/identity/protocols/oauth2/service-account and RFC 7523.
"""

import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .consent import NoGrant
from .grants import Grant, short

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST = 3600
"""Seconds for which an assertion may be valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A service account as Google knows it."""

    key: "RSAPublicKey"
    delegated: frozenset[str]
    """The scopes for which the domain's administrator lets it act for every user of the domain."""


class Robots:
    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: dict[str, Robot] = {}

    def make(self, delegated: Collection[str], token_uri: str) -> str:
        """A new service account's key as JSON, which may act for users within the `delegated` scopes."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        email = f"robot-{len(self._known) + 1}@sandbox.iam.gserviceaccount.com"
        self._known[email] = Robot(key=key.public_key(), delegated=frozenset(map(short, delegated)))
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps(
            {
                "type": "service_account",
                "client_email": email,
                "client_id": str(secrets.randbelow(10**21)),
                "private_key": pem.decode(),
                "private_key_id": secrets.token_hex(20),
                "token_uri": token_uri,
            }
        )

    def grant(self, assertion: str) -> Grant:
        """What a signed assertion is granted. Raises `NoGrant`."""
        claims = self._claims(assertion)
        scopes = frozenset(map(short, str(claims.get("scope", "")).split()))
        if "sub" not in claims:
            return Grant(address=claims["iss"], scopes=scopes, robot=True)
        if not scopes or not scopes <= self._known[claims["iss"]].delegated:
            raise NoGrant(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, "
                "or client not authorized for any of the scopes requested.",
            )
        return Grant(address=claims["sub"], scopes=scopes)

    def _claims(self, assertion: str) -> Mapping[str, Any]:
        """The claims, if the account that they name has signed them and their time is now."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        try:
            signed, _, signature = assertion.rpartition(".")
            claims: dict[str, Any] = json.loads(_decoded(signed.partition(".")[2]))
            key = self._known[claims["iss"]].key
            key.verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
            begins, ends = int(claims["iat"]), int(claims["exp"])
        except (ValueError, LookupError, TypeError, InvalidSignature) as error:
            raise NoGrant("invalid_grant", "Invalid JWT Signature.") from error
        if ends - begins > LONGEST or ends <= self._now().timestamp():
            raise NoGrant("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        return claims


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
