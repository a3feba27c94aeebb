"""The user's own OAuth client: the file that Google's console lets them download for a desktop app."""

import json
from dataclasses import dataclass, field
from typing import Any

from crmsync.connector import Account, Unauthorized
from crmsync_google.auth import GOOGLE_TOKENS
from crmsync_google.endpoint import is_safe

GOOGLE_CONSENT = "https://accounts.google.com/o/oauth2/v2/auth"
_REMEDY = "Download the JSON of a client of the type Desktop app, in the Google Cloud console under Clients."


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A program as Google knows it. The secret of a desktop app is none, but is kept as if it were."""

    id: str
    secret: str = field(repr=False)
    auth_uri: str
    token_uri: str


def oauth_client(account: Account) -> OAuthClient:
    """The client of this account. Raises `Unauthorized`, which shows nothing of it, where it can't be used."""
    if account.client is None:
        raise Unauthorized(f"There is no OAuth client for {account.address}. {_REMEDY}")
    origin = account.client.origin
    try:
        found = json.loads(account.client.reveal())
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("installed"), dict):
        # Not "from error": what could not be parsed is the secret.
        raise Unauthorized(f"{origin} is no OAuth client of a desktop app. {_REMEDY}") from None
    return _checked(found["installed"], origin)


def _checked(installed: dict[str, Any], origin: str) -> OAuthClient:
    """Without a word of what stands in it."""
    client = OAuthClient(
        id=str(installed.get("client_id") or ""),
        secret=str(installed.get("client_secret") or ""),
        auth_uri=str(installed.get("auth_uri") or GOOGLE_CONSENT),
        token_uri=str(installed.get("token_uri") or GOOGLE_TOKENS),
    )
    if not (client.id and client.secret):
        raise Unauthorized(f"{origin} lacks the client's id or secret. {_REMEDY}")
    if not (is_safe(client.auth_uri) and is_safe(client.token_uri)):
        raise Unauthorized(f"{origin} names an address that is neither https nor loopback. {_REMEDY}")
    return client
