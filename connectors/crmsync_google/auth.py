"""A Google login: from the account's secret to an access token, renewed when it must be, shown never."""

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import google_auth_httplib2
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.oauth2 import credentials as user
from google.oauth2 import service_account

from crmsync.connector import Account, Unauthorized
from crmsync_google.endpoint import is_safe
from crmsync_google.transport import Transport

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
_SCOPES = "https://www.googleapis.com/auth/"


def gmail_scope(account: Account) -> str:
    """The one scope for mail: a token that holds both refuses searches like the weaker one."""
    return f"{_SCOPES}gmail.{account.access}"


class Login:
    """The access token of an account, for any number of threads.

    Refreshing is a request of its own to the token endpoint, bounded by google-auth's three tries. What is fetched is
    not written back: Google lets a refresh token stand, and what is not written can't be lost half way.
    """

    def __init__(self, account: Account, scopes: Sequence[str]) -> None:
        self._account, self._scopes = account, tuple(scopes)
        self._credentials: Credentials | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Login({self._account.address})"

    def token(self) -> str:
        """A token that has not expired, fetched if need be. Raises `Unauthorized`, and google-auth's errors."""
        with self._lock:
            if self._credentials is None:
                self._credentials = _credentials(self._account, self._scopes)
            if not self._credentials.valid:
                self._refresh(self._credentials)
            return str(self._credentials.token)

    def refuse(self, token: str) -> bool:
        """The service did not take `token`. Whether another one can be had: the next `token` is that."""
        with self._lock:
            if self._credentials is None or self._credentials.token != token:
                return True
            if not _can_refresh(self._credentials):
                return False
            self._credentials.token = None
            return True

    def _refresh(self, credentials: Credentials) -> None:
        if not _can_refresh(credentials):
            raise Unauthorized(f"The login of {self._account.address} has expired. {remedy(self._account)}")
        transport = Transport()
        try:
            credentials.refresh(google_auth_httplib2.Request(transport))  # type: ignore[no-untyped-call] # half typed
        except RefreshError as error:
            if isinstance(credentials, service_account.Credentials) and _is_undelegated(error):
                raise self._undelegated() from _without_text(error)
            raise
        finally:
            transport.close()

    def _undelegated(self) -> Unauthorized:
        return Unauthorized(
            f"The service account may not act for {self._account.address}: it lacks domain-wide delegation of "
            f"{', '.join(self._scopes)}. Let the domain's administrator grant its client id that scope, in the Admin "
            "console under API controls."
        )


def remedy(account: Account) -> str:
    """What to do when a login is missing, dead or too weak."""
    if account.client is not None:
        return f"Run `crmsync login {account.address}`."
    return f'Make a new login and put it where [accounts."{account.address}"] login says.'


def _is_undelegated(error: RefreshError) -> bool:
    """Google's code for it stands before a colon in google-auth's message."""
    return str(error.args[0] if error.args else "").startswith("unauthorized_client")


def _can_refresh(credentials: Credentials) -> bool:
    return not isinstance(credentials, user.Credentials) or bool(credentials.refresh_token)


def _credentials(account: Account, scopes: Sequence[str]) -> Credentials:
    """Credentials from authorized-user or service-account JSON. Raises `Unauthorized` where it is neither."""
    login = _login(account)
    if not is_safe(str(login.get("token_uri", GOOGLE_TOKENS))):
        raise Unauthorized(f"The login of {account.address} names a token_uri that is neither https nor loopback.")
    try:
        return _service(account, login, scopes) if login.get("type") == "service_account" else _user(login, scopes)
    except (KeyError, ValueError) as error:
        message = f"The login of {account.address} lacks what a login needs. {remedy(account)}"
        raise Unauthorized(message) from _without_text(error)


def _login(account: Account) -> Mapping[str, Any]:
    if account.login is None:
        raise Unauthorized(f"There is no login for {account.address}. {remedy(account)}")
    try:
        login = json.loads(account.login.reveal())
    except ValueError:
        login = None
    if not isinstance(login, dict):
        # Not "from error": what could not be parsed is the secret.
        raise Unauthorized(f"The login of {account.address} is not JSON. {remedy(account)}") from None
    return login


def _service(account: Account, login: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
    """A service account acts for the mailbox's owner; without a subject Gmail answers failedPrecondition."""
    key = service_account.Credentials
    made: Credentials = key.from_service_account_info(  # type: ignore[no-untyped-call] # google-auth is half typed
        login, scopes=scopes, subject=account.address
    )
    return made


def _user(login: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
    """Built by hand: google-auth's own reader puts Google's token endpoint in the place of the file's."""
    if not (login.get("token") or login.get("refresh_token")):
        raise KeyError("refresh_token")
    return user.Credentials(  # type: ignore[no-untyped-call] # google-auth is half typed
        token=login.get("token") or None,  # an empty one would be sent, and refused, before it is renewed
        refresh_token=login.get("refresh_token"),
        token_uri=login.get("token_uri", GOOGLE_TOKENS),
        client_id=login.get("client_id"),
        client_secret=login.get("client_secret"),
        scopes=list(scopes),
        expiry=_naive_utc(login["expiry"]) if login.get("expiry") else None,
    )


def _naive_utc(text: str) -> datetime:
    """google-auth writes expiry times in UTC, with or without a Z, and takes them naive."""
    expiry = datetime.fromisoformat(text)
    return expiry.replace(tzinfo=expiry.tzinfo or UTC).astimezone(UTC).replace(tzinfo=None)


def _without_text(error: Exception) -> Exception:
    """The kind of the error only: its text may quote the login."""
    return type(error)("(not shown)")
