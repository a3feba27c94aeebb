"""A code for tokens: the second half of a consent (RFC 6749, section 4.1.3)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from crmsync.connector import Account, ConnectorError, Unauthorized
from crmsync.retry import Again, Caller
from crmsync_google.auth import remedy
from crmsync_google.client import OAuthClient
from crmsync_google.errors import BrokenAnswer, Classifier, Verdict
from crmsync_google.transport import Transport

_CODE = re.compile(r"\w{1,60}")


class Refused(Exception):
    """The token endpoint's refusal; `code` is a word of RFC 6749, section 5.2, or empty."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code or str(status))
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What proves that the code is ours."""

    client: OAuthClient
    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


def exchange(asked: Exchange, account: Account, caller: Caller) -> Mapping[str, Any]:
    """The answer of the token endpoint: refresh_token, scope and more. Repeating is safe: a used code is refused."""
    transport = Transport()
    try:
        return caller.call(
            lambda: _send(asked, transport),
            connector="google login",
            classify=_Reader(asked.client, account),
            budget=caller.budget("google login", 60, 60.0),
        )
    finally:
        transport.close()


def _send(asked: Exchange, transport: Transport) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": asked.code,
        "client_id": asked.client.id,
        "client_secret": asked.client.secret,
        "redirect_uri": asked.redirect_uri,
        "code_verifier": asked.verifier,
    }
    head = {"content-type": "application/x-www-form-urlencoded"}
    response, content = transport.request(asked.client.token_uri, "POST", urlencode(form), head)
    answer = _object(content)
    if response.status != 200:
        code = str((answer or {}).get("error"))
        raise Refused(response.status, code if _CODE.fullmatch(code) else "")
    if answer is None or not answer.get("access_token"):
        raise BrokenAnswer("no token")
    return answer


def _object(content: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class _Reader:
    """Says what a failed exchange means. Nothing that was sent is in its words."""

    def __init__(self, client: OAuthClient, account: Account) -> None:
        self._account = account
        host = urlsplit(client.token_uri).netloc
        self._rest = Classifier(account=account.address, service="Google", host=host, scopes=(), remedy=remedy(account))

    def __call__(self, error: Exception) -> Verdict:
        match error:
            case Refused(status=status) if status in (408, 429) or status >= 500:
                return Again(reason=f"{self._rest.host} answered {status}")
            case Refused():
                return self._refused(error)
            case _:
                return self._rest(error)

    def _refused(self, error: Refused) -> ConnectorError:
        again, client = remedy(self._account), self._account.client
        if error.code == "invalid_grant":
            return Unauthorized(f"Google does not take the code of this consent: it was used, or is too old. {again}")
        if error.code in ("invalid_client", "unauthorized_client", "deleted_client"):
            origin = client.origin if client else ""
            return Unauthorized(
                f"Google does not know the OAuth client of {origin}. Download it anew, or make another."
            )
        return Unauthorized(f"Google refuses the login ({error.code or error.status}). {again}")
