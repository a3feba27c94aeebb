"""Refusals as Google's APIs word them, after developers.google.com/workspace/gmail/api/guides/handle-errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..faults import Refuse

USAGE = "usageLimits"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """An error answer. `reason` None: the newer form without a list of errors. `status` empty: the older form."""

    code: int
    status: str
    message: str
    reason: str | None
    domain: str = "global"
    location: tuple[str, str] | None = None
    """Which header or parameter is wrong: (locationType, location)."""
    retry_after: float | None = None

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.status:
            error["status"] = self.status
        if self.reason is not None:
            entry = {"message": self.message, "domain": self.domain, "reason": self.reason}
            if self.location:
                entry |= {"locationType": self.location[0], "location": self.location[1]}
            error["errors"] = [entry]
        return {"error": error}

    def headers(self) -> dict[str, str]:
        headers = {"Retry-After": f"{self.retry_after:g}"} if self.retry_after is not None else {}
        return headers | (
            {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if self.code == 401 else {}
        )

    @property
    def media_type(self) -> str:
        return "text/html" if self.code == 502 else "application/json; charset=UTF-8"

    def text(self) -> bytes:
        """The body on the wire; a 502 comes from Google's front end, as HTML."""
        if self.code == 502:
            return b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n"
        return json.dumps(self.body()).encode()


class Refused(Exception):
    """This request, or this part of a batch, is refused."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.message)
        self.error = error


INVALID_TOKEN = ApiError(
    code=401,
    status="UNAUTHENTICATED",
    message="Request had invalid authentication credentials. Expected an OAuth 2 access token.",
    reason="authError",
    location=("header", "Authorization"),
)
NOT_FOUND = ApiError(code=404, status="NOT_FOUND", message="Requested entity was not found.", reason="notFound")
INSUFFICIENT_SCOPES = ApiError(
    code=403,
    status="PERMISSION_DENIED",
    message="Request had insufficient authentication scopes.",
    reason="insufficientPermissions",
)
RATE_LIMIT = ApiError(
    code=403, status="PERMISSION_DENIED", message="Rate Limit Exceeded", reason="rateLimitExceeded", domain=USAGE
)
USER_RATE_LIMIT = replace(RATE_LIMIT, message="User Rate Limit Exceeded", reason="userRateLimitExceeded")
TOO_MANY = replace(RATE_LIMIT, code=429, status="RESOURCE_EXHAUSTED")
DAILY_LIMIT = replace(RATE_LIMIT, message="Daily Limit Exceeded", reason="dailyLimitExceeded")
QUOTA = replace(RATE_LIMIT, message="Quota exceeded", reason="quotaExceeded")
FAILED_PRECONDITION = ApiError(
    code=400, status="FAILED_PRECONDITION", message="Precondition check failed.", reason="failedPrecondition"
)
BROKEN = ApiError(code=500, status="INTERNAL", message="Backend Error", reason="backendError")

BY_STATUS: Mapping[int, ApiError] = {
    400: FAILED_PRECONDITION,
    401: INVALID_TOKEN,
    403: RATE_LIMIT,
    404: NOT_FOUND,
    429: TOO_MANY,
}
"""The usual error of each status, of any other `BROKEN`."""


def exhausted(metric: str, limit: str) -> ApiError:
    """The newer form of a used-up allowance."""
    message = f"Quota exceeded for quota metric '{metric}' and limit '{limit}'."
    return ApiError(code=403, status="RESOURCE_EXHAUSTED", message=message, reason=None)


def domain_policy(apps: str) -> ApiError:
    return replace(
        INSUFFICIENT_SCOPES, message=f"The domain administrators have disabled {apps} apps.", reason="domainPolicy"
    )


def not_configured(api: str) -> ApiError:
    message = f"{api} has not been used in this project before or it is disabled."
    return replace(RATE_LIMIT, message=message, reason="accessNotConfigured")


def invalid(message: str, parameter: str | None = None) -> Refused:
    """A 400 for an argument that can't be understood."""
    location = ("parameter", parameter) if parameter else None
    return Refused(
        ApiError(code=400, status="INVALID_ARGUMENT", message=message, reason="invalidArgument", location=location)
    )


def demanded(refuse: Refuse, by_reason: Mapping[str, ApiError], by_status: Mapping[int, ApiError]) -> ApiError:
    """The error that a fault asks for, in the words of a service."""
    usual = by_status.get(refuse.status, BROKEN)
    error = by_reason.get(refuse.reason, usual) if refuse.reason else usual
    return replace(error, code=refuse.status, retry_after=refuse.retry_after)


def named(*errors: ApiError) -> dict[str, ApiError]:
    """By their reasons."""
    return {error.reason: error for error in errors if error.reason}
