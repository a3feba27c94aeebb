"""A login by the user's consent: in their browser, with PKCE, the answer on loopback.

After https://developers.google.com/identity/protocols/oauth2/native-app and RFC 7636. Written by hand: why stands in
docs/decisions/libraries.md.
"""

import json
import re
import secrets
import threading
import webbrowser
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from crmsync.connector import Account, Consent, Granted, Unauthorized
from crmsync.retry import Caller
from crmsync_google.auth import remedy
from crmsync_google.client import OAuthClient, oauth_client
from crmsync_google.exchange import Exchange, exchange
from crmsync_google.redirect import Redirect

_WORD = re.compile(r"[a-z_]{1,40}")
"""An error code as Google's page gives it back: `admin_policy_enforced`, `org_internal` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secrets:
    """What only this login knows: that an answer is one to its question, and that its code is its own."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


def log_in(account: Account, scopes: Collection[str], consent: Consent, caller: Caller) -> Granted:
    """As `crmsync.connector.Consenting.log_in`; the login is authorized-user JSON with a refresh token only.

    Raises `Unauthorized` for whatever the user can mend, `Unavailable` where Google can't be reached.
    """
    client, own = oauth_client(account), _Secrets()
    with Redirect(consent.port, own.state) as redirect:
        address = f"{client.auth_uri}?{urlencode(_question(account, client, scopes, own, redirect.url))}"
        _show(consent, address)
        answer = redirect.wait(consent.seconds)
    code = _code(answer, account)
    asked = Exchange(client=client, code=code, verifier=own.verifier, redirect_uri=redirect.url)
    return redeem(asked, scopes, account, caller)


def redeem(asked: Exchange, scopes: Collection[str], account: Account, caller: Caller) -> Granted:
    """The second half: the page's code becomes a login."""
    return _granted(exchange(asked, account, caller), asked.client, scopes, account)


def _question(
    account: Account, client: OAuthClient, scopes: Collection[str], own: _Secrets, back: str
) -> Mapping[str, str]:
    """No include_granted_scopes: what was granted before would come along, both scopes for mail perhaps."""
    return {
        "client_id": client.id,
        "redirect_uri": back,
        "response_type": "code",
        "scope": " ".join(sorted(scopes)),
        "state": own.state,
        "code_challenge": own.challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",  # without it a second login gets no refresh token
        "login_hint": account.address,
    }


def _show(consent: Consent, address: str) -> None:
    consent.show(address)
    if consent.browser:
        # In a thread: a browser in the terminal does not return before the user is done.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _code(answer: Mapping[str, str] | None, account: Account) -> str:
    if answer is None:
        raise Unauthorized(f"Nobody answered at the consent page of {account.address} in time. {remedy(account)}")
    if answer.get("error") == "access_denied":
        raise Unauthorized(f"The consent page of {account.address} was left without consent. {remedy(account)}")
    if "code" not in answer:
        why = answer.get("error", "")
        shown = why if _WORD.fullmatch(why) else "no reason"
        raise Unauthorized(f"Google's consent page gives {account.address} no login ({shown}). {remedy(account)}")
    return answer["code"]


def _granted(tokens: Mapping[str, Any], client: OAuthClient, asked: Collection[str], account: Account) -> Granted:
    """What is kept. An answer that names no scopes grants what was asked for (RFC 6749, section 5.1)."""
    if not tokens.get("refresh_token"):
        raise Unauthorized(f"Google gave {account.address} a login that does not last. {remedy(account)}")
    scopes = frozenset(str(tokens["scope"]).split() if "scope" in tokens else asked)
    login = {
        "type": "authorized_user",
        "client_id": client.id,
        "client_secret": client.secret,
        "refresh_token": tokens["refresh_token"],
        "token_uri": client.token_uri,
        "scopes": sorted(scopes),
    }
    return Granted(login=json.dumps(login, indent=2), scopes=scopes)
