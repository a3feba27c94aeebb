"""Google's logins as the sandbox keeps them: their tokens and scopes, and the endpoints that give them."""

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from .consent import ConsentPage, NoGrant, NoPage
from .grants import Grant, full, short
from .robots import JWT_BEARER, Robots
from .routing import Route

LIFETIME = timedelta(seconds=3600)
PAGE = "/o/oauth2/v2/auth"

Form = Mapping[str, str]
Answer = dict[str, Any]


class Logins:
    """All logins of one sandbox. Tokens are made at random and shown to nobody but their owner."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self.client_id = "sandbox.apps.googleusercontent.com"
        self.client_secret = "GOCSPX-" + secrets.token_urlsafe(16)
        self._now = now
        self._granted: dict[str, Grant] = {}
        self._access: dict[str, tuple[Grant, datetime]] = {}
        self.page = ConsentPage(client_id=self.client_id, now=now, earlier=self._earlier)
        self.robots = Robots(now=now)

    def client(self, url: str) -> str:
        """A user's own OAuth client as Google lets them download it, whose endpoints lie under `url`."""
        installed = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "project_id": "sandbox",
            "auth_uri": f"{url}{PAGE}",
            "token_uri": f"{url}/token",
            "redirect_uris": ["http://localhost"],
        }
        return json.dumps({"installed": installed})

    def login(self, address: str, scopes: Collection[str], token_uri: str) -> str:
        """The user's consent as authorized-user JSON, with an access token that is valid for an hour."""
        grant = Grant(address=address, scopes=frozenset(map(short, scopes)))
        return json.dumps(
            {
                "type": "authorized_user",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "refresh_token": self._keep(grant),
                "token": self._issue(grant),
                "expiry": f"{(self._now() + LIFETIME).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "token_uri": token_uri,
                "scopes": full(grant.scopes),
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

    def answer(self, form: Form) -> tuple[int, Answer]:
        """Status and body for a request to the token endpoint (RFC 6749, sections 4.1.3, 5 and 6; RFC 7523)."""
        try:
            return 200, self._tokens(form)
        except NoGrant as no:
            status = 401 if no.error in ("invalid_client", "unauthorized_client") else 400
            return status, {"error": no.error, "error_description": no.description}

    def _tokens(self, form: Form) -> Answer:
        kind = form.get("grant_type")
        if kind == JWT_BEARER:
            return self._bearer(self.robots.grant(form.get("assertion", "")), told=False)
        self._require_client(form)
        match kind:
            case "authorization_code":
                return self._redeemed(form)
            case "refresh_token":
                return self._bearer(self._kept(form))
            case _:
                raise NoGrant("unsupported_grant_type", "Invalid grant_type.")

    def _require_client(self, form: Form) -> None:
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            raise NoGrant("invalid_client", "The OAuth client was not found.")

    def _redeemed(self, form: Form) -> Answer:
        code = self.page.redeem(form)
        refresh = {"refresh_token": self._keep(code.grant)} if code.offline else {}
        return self._bearer(code.grant) | refresh

    def _kept(self, form: Form) -> Grant:
        """The refresh token's grant. No scope may be asked for that it does not hold."""
        grant = self._granted.get(form.get("refresh_token", ""))
        if grant is None:
            raise NoGrant("invalid_grant", "Token has been expired or revoked.")
        if not frozenset(map(short, form.get("scope", "").split())) <= grant.scopes:
            raise NoGrant("invalid_scope", "Bad Request")
        return grant

    def _bearer(self, grant: Grant, *, told: bool = True) -> Answer:
        """`told`: with the scopes that it holds."""
        scope = {"scope": " ".join(full(grant.scopes))} if told else {}
        seconds = int(LIFETIME.total_seconds()) - 1
        return {"access_token": self._issue(grant), "expires_in": seconds, **scope, "token_type": "Bearer"}

    def _keep(self, grant: Grant) -> str:
        token = "1//" + secrets.token_urlsafe(24)
        self._granted[token] = grant
        return token

    def _issue(self, grant: Grant) -> str:
        token = "ya29." + secrets.token_urlsafe(32)
        self._access[token] = (grant, self._now() + LIFETIME)
        return token

    def _earlier(self, address: str) -> frozenset[str]:
        return frozenset().union(*(grant.scopes for grant in self._granted.values() if grant.address == address))


def routes(logins: Logins) -> list[Route]:
    """The consent page and the token endpoint."""

    async def page(request: Request) -> Response:
        try:
            return RedirectResponse(logins.page.answer(request.query_params), 302)
        except NoPage as no:
            return HTMLResponse(f"<!DOCTYPE html>\n<title>Error 400: {no}</title>\n", 400)

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        status, body = logins.answer(form)
        return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})

    return [Route(PAGE, page, methods=["GET"]), Route("/token", token, methods=["POST"])]


def bearer(header: str | None) -> str | None:
    """The token of an Authorization header."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
