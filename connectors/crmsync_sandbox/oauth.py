"""Google's logins as the sandbox keeps them: refresh tokens, access tokens, scopes, and the token endpoint."""

import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

GOOGLE_SCOPE = "https://www.googleapis.com/auth/"
LIFETIME = timedelta(seconds=3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a user allowed: whose account, and which scopes (by their last word, such as gmail.metadata)."""

    address: str
    scopes: frozenset[str]


class Logins:
    """All logins of one sandbox. Tokens are made at random and shown to nobody but their owner."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.client_id = "sandbox.apps.googleusercontent.com"
        self.client_secret = secrets.token_urlsafe(16)
        self._now = now
        self._granted: dict[str, Grant] = {}
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def login(self, address: str, scopes: Collection[str], token_uri: str) -> str:
        """The user's consent as authorized-user JSON, with an access token that is valid for an hour."""
        grant = Grant(address=address, scopes=frozenset(scope.removeprefix(GOOGLE_SCOPE) for scope in scopes))
        refresh_token = "1//" + secrets.token_urlsafe(24)
        self._granted[refresh_token] = grant
        return json.dumps(
            {
                "type": "authorized_user",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "refresh_token": refresh_token,
                "token": self._issue(grant),
                "expiry": f"{(self._now() + LIFETIME).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "token_uri": token_uri,
                "scopes": _full(grant),
            }
        )

    def grant(self, access_token: str | None) -> Grant | None:
        """Whose token it is; None where it is unknown, expired or withdrawn."""
        found = self._access.get(access_token or "")
        return found[0] if found and self._now() < found[1] else None

    def expire(self, address: str | None = None) -> None:
        """End the access tokens of this address, or all; refresh tokens stay valid."""
        self._access = {t: (g, end) for t, (g, end) in self._access.items() if address not in (None, g.address)}

    def expire_token(self, access_token: str | None) -> None:
        self._access.pop(access_token or "", None)

    def revoke(self, address: str) -> None:
        """Withdraw the consent: access tokens end, and refreshing answers invalid_grant."""
        self.expire(address)
        self._granted = {token: grant for token, grant in self._granted.items() if grant.address != address}

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and body for a request to the token endpoint (RFC 6749, sections 5 and 6)."""
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return 401, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
        if form.get("grant_type") != "refresh_token":
            return 400, {"error": "unsupported_grant_type", "error_description": "Invalid grant_type."}
        grant = self._granted.get(form.get("refresh_token", ""))
        if grant is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return 200, {
            "access_token": self._issue(grant),
            "expires_in": int(LIFETIME.total_seconds()) - 1,
            "scope": " ".join(_full(grant)),
            "token_type": "Bearer",
        }

    def _issue(self, grant: Grant) -> str:
        token = "ya29." + secrets.token_urlsafe(32)
        self._access[token] = (grant, self._now() + LIFETIME)
        return token


def routes(logins: Logins) -> list[Route]:
    """The token endpoint."""

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        status, body = logins.answer(form)
        return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})

    return [Route("/token", token, methods=["POST"])]


def bearer(header: str | None) -> str | None:
    """The token of an Authorization header."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _full(grant: Grant) -> list[str]:
    return sorted(GOOGLE_SCOPE + scope for scope in grant.scopes)
