"""The consent page: who sits before it, what they allow, and the codes that it gives for it.

After https://developers.google.com/identity/protocols/oauth2/native-app, RFC 6749, section 4.1, and RFC 7636.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from .grants import Grant, full, short

CODE_LIFETIME = timedelta(minutes=10)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who sits before the consent page, and what they do there."""

    address: str = ""
    """Who is logged in at Google in this browser. Empty: whom the page's address suggests (login_hint)."""
    unticked: frozenset[str] = frozenset()
    """Scopes, by their last word, from which the tick is taken."""
    refuses: bool = False


class NoPage(Exception):
    """The request is so wrong that nothing is sent back to the program: the browser shows an error instead."""


class NoGrant(Exception):
    """A code is not taken; `error` is what the token endpoint says."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What was allowed, and under which conditions the code for it is taken."""

    grant: Grant
    redirect_uri: str
    challenge: str
    until: datetime
    offline: bool
    """Whether a refresh token comes with it."""


class ConsentPage:
    """Answers as `person` decides. `earlier` tells what an address has allowed before."""

    def __init__(
        self, *, client_id: str, now: Callable[[], datetime], earlier: Callable[[str], frozenset[str]]
    ) -> None:
        self.person = Person()
        self._client_id, self._now, self._earlier = client_id, now, earlier
        self._codes: dict[str, Code] = {}

    def answer(self, query: Mapping[str, str]) -> str:
        """Where the browser is sent. Raises `NoPage`."""
        redirect_uri = query.get("redirect_uri", "")
        self._require(query, redirect_uri)
        back = {"state": query["state"]} if "state" in query else {}
        if self.person.refuses:
            return f"{redirect_uri}?{urlencode(back | {'error': 'access_denied'})}"
        code = self._code(query, redirect_uri)
        name = "4/0" + secrets.token_urlsafe(32)
        self._codes[name] = code
        return f"{redirect_uri}?{urlencode(back | {'code': name, 'scope': ' '.join(full(code.grant.scopes))})}"

    def redeem(self, form: Mapping[str, str]) -> Code:
        """The code's consent, once. Raises `NoGrant`."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or self._now() >= code.until:
            raise NoGrant("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.redirect_uri:
            raise NoGrant("redirect_uri_mismatch", "Bad Request")
        if code.challenge and not hmac.compare_digest(challenge(form.get("code_verifier", "")), code.challenge):
            raise NoGrant("invalid_grant", "Invalid code verifier.")
        return code

    def _require(self, query: Mapping[str, str], redirect_uri: str) -> None:
        target = urlsplit(redirect_uri)
        if query.get("client_id") != self._client_id:
            raise NoPage("invalid_client: The OAuth client was not found.")
        if target.scheme != "http" or target.hostname not in LOOPBACK:
            raise NoPage("redirect_uri_mismatch")
        if query.get("response_type") != "code" or not query.get("scope"):
            raise NoPage("invalid_request: response_type and scope are required")
        if "code_challenge" in query and query.get("code_challenge_method") != "S256":
            raise NoPage("invalid_request: code_challenge_method")

    def _code(self, query: Mapping[str, str], redirect_uri: str) -> Code:
        """Google gives a refresh token for offline access only, and a further one only where it asks anew."""
        address = self.person.address or query.get("login_hint", "")
        earlier = self._earlier(address)
        asked = frozenset(map(short, query["scope"].split()))
        kept = earlier if query.get("include_granted_scopes") == "true" else frozenset()
        anew = not earlier or "consent" in query.get("prompt", "").split()
        return Code(
            grant=Grant(address=address, scopes=(asked - self.person.unticked) | kept),
            redirect_uri=redirect_uri,
            challenge=query.get("code_challenge", ""),
            until=self._now() + CODE_LIFETIME,
            offline=query.get("access_type") == "offline" and anew,
        )


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
