"""What Google's answers and a broken wire mean: worth repeating, or what the caller must do.

The cases are those of https://developers.google.com/gmail/api/guides/handle-errors.
"""

import http.client
import json
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import httplib2
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from googleapiclient.errors import HttpError, InvalidJsonError

from crmsync.connector import ConnectorError, EmailAddress, Exhausted, Forbidden, Unauthorized, Unavailable
from crmsync.retry import Again

Verdict = Again | ConnectorError | None

_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED"}
_USED_UP = {"dailyLimitExceeded", "quotaExceeded"}
_NO_SCOPE = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
_SWITCHED_OFF = {"accessNotConfigured", "SERVICE_DISABLED"}
_NO_MAILBOX = {"failedPrecondition", "FAILED_PRECONDITION"}
_NOT_A_USER = {"notACalendarUser"}
_PACIFIC = ZoneInfo("America/Los_Angeles")
_CODE = re.compile(r"[\w.-]{1,60}")


class BrokenAnswer(Exception):
    """An answer came, and it is not of the form that was asked for."""


class TokenRefused(Exception):
    """The service answered 401 to a token."""

    def __init__(self, renewable: bool) -> None:
        super().__init__("the access token was refused")
        self.renewable = renewable


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """Reads exceptions for one account; its messages name the account, the host and the scopes, never a token."""

    account: EmailAddress
    service: str
    """As the user knows it: "Gmail"."""
    host: str
    scopes: tuple[str, ...]
    """All that it needs: an answer does not say which one is lacking."""
    remedy: str
    """What the user does about a login that is dead or too weak."""
    now: Callable[[], datetime] = _utc_now

    def __call__(self, error: Exception) -> Verdict:
        match error:
            case HttpError():
                return self.answer(error) or self._unforeseen(error)
            case TokenRefused():
                return Again(reason="a new access token was fetched", after=0.0) if error.renewable else self._expired()
            case GoogleAuthError():
                return self._login(error)
            case BrokenAnswer() | InvalidJsonError() | json.JSONDecodeError():
                return Again(reason=f"{self.host} answered in no form we know")
            case _:
                return self._wire(error)

    @property
    def _needed(self) -> str:
        return " or ".join(self.scopes)

    def answer(self, error: HttpError) -> Verdict:
        """The meaning of a status and its reasons, for a whole request or a part of a batch. None: its own trouble."""
        status, reasons = error.resp.status, reasons_of(error.content)
        if status == 429 or (status == 403 and reasons & _TOO_FAST):
            reason = f"{self.service} finds {self.account} too fast ({status})"
            return Again(reason=reason, after=_retry_after(error), slow_down=True)
        if status == 408 or status >= 500:
            return Again(reason=f"{self.host} answered {status}", after=_retry_after(error))
        if status == 401:
            return self._expired()
        return self._refused(status, reasons)

    def _refused(self, status: int, reasons: frozenset[str]) -> Verdict:
        if status == 403 and reasons & _USED_UP:
            until = next_midnight_pacific(self.now())
            return Exhausted(
                f"{self.service}'s daily allowance for {self.account} is used up until {until:%H:%M} UTC.", until
            )
        if status == 403 and reasons & _NO_SCOPE:
            return Forbidden(f"The login of {self.account} lacks the scope {self._needed}. {self.remedy}")
        if status == 403 and reasons & _SWITCHED_OFF:
            return Forbidden(
                f"The {self.service} API is switched off in the Google Cloud project of {self.account}'s login. "
                "Enable it there."
            )
        if status == 403 and reasons & _NOT_A_USER:
            return Forbidden(f"{self.account} has no {self.service}. Check the address, or take the source out.")
        if status == 403 and "domainPolicy" in reasons:
            return Forbidden(f"The administrator of {self.account}'s domain does not allow this app. Ask them to.")
        return None

    def _unforeseen(self, error: HttpError) -> ConnectorError:
        """A whole request that is refused, and not for a reason above. In a batch the same is one message's trouble."""
        reasons = reasons_of(error.content)
        if error.resp.status == 400 and reasons & _NO_MAILBOX:
            return Unauthorized(
                f"{self.account} has no {self.service}, or its service account may not act for it. "
                "Check the address and the domain-wide delegation."
            )
        why = ", ".join(sorted(reasons)) or "no reason"
        return Unavailable(f"{self.host} answered {error.resp.status} ({why}) for {self.account}. Run it again later.")

    def _expired(self) -> Unauthorized:
        return Unauthorized(f"Google does not accept the login of {self.account}. {self.remedy}")

    def _login(self, error: GoogleAuthError) -> Verdict:
        """Trouble with the token endpoint, or with what it says."""
        match error:
            case RefreshError() if not error.retryable:
                return self._refused_refresh(error)
            case RefreshError() | TransportError():
                return Again(reason=f"the token endpoint for {self.account} is in trouble or can't be reached")
            case _:
                return Unauthorized(f"The login of {self.account} can't be used. {self.remedy}")

    def _refused_refresh(self, error: RefreshError) -> Unauthorized:
        """By the error codes of RFC 6749, section 5.2, which stand before a colon in google-auth's message."""
        code = str(error.args[0]).partition(":")[0] if error.args else ""
        if code == "invalid_grant":
            return Unauthorized(
                f"The login of {self.account} is gone. Likely causes: the consent screen is in Testing (logins die "
                "after 7 days), a changed password, 6 months without use, more than 100 logins of this app, or it was "
                f"revoked. {self.remedy}"
            )
        if code in {"invalid_scope", "access_denied"}:
            return Unauthorized(f"The login of {self.account} was not granted {self._needed}. {self.remedy}")
        shown = code if _CODE.fullmatch(code) else "no reason"
        return Unauthorized(f"Google refuses to renew the login of {self.account} ({shown}). {self.remedy}")

    def _wire(self, error: Exception) -> Verdict:
        """Trouble below HTTP. Everything a source sends is a read, and safe to repeat."""
        match error:
            case httplib2.ServerNotFoundError():
                return Unavailable(f"The host {self.host} can't be found. Check the network, and api_base.")
            case ssl.SSLCertVerificationError():
                return Unavailable(f"The certificate of {self.host} is not trusted. Check the clock and any proxy.")
            case TimeoutError():
                return Again(reason=f"{self.host} did not answer in time")
            case OSError() | httplib2.HttpLib2Error() | http.client.HTTPException():
                return Again(reason=f"{self.host} can't be reached, or broke off ({type(error).__name__})")
            case _:
                return None


def reasons_of(content: bytes) -> frozenset[str]:
    """Google's words for why: errors[].reason, details[].reason and status. Its free text is not read."""
    try:
        error = json.loads(content)["error"]
        entries = [*error.get("errors", ()), *error.get("details", ())]
        words = [error.get("status"), *(entry.get("reason") for entry in entries)]
    except (ValueError, LookupError, TypeError, AttributeError):
        return frozenset()
    return frozenset(word for word in words if isinstance(word, str) and _CODE.fullmatch(word))


def next_midnight_pacific(now: datetime) -> datetime:
    """When Google's daily quotas start anew, in UTC."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=_PACIFIC).astimezone(UTC)


def _retry_after(error: HttpError) -> float | None:
    """Retry-After in seconds; it is a number or a date (RFC 9110, 10.2.3)."""
    text = str(error.resp.get("retry-after", "")).strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - _utc_now()).total_seconds())
