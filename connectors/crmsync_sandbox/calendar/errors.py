"""Refusals in Calendar's words, the older form of Google's.

After developers.google.com/workspace/calendar/api/guides/errors.
"""

from dataclasses import replace

from ..faults import Refuse
from ..google import errors as google
from ..google.errors import USAGE, ApiError, Refused

INVALID_TOKEN = replace(google.INVALID_TOKEN, status="", message="Invalid Credentials")
NOT_FOUND = replace(google.NOT_FOUND, status="", message="Not Found")
FORBIDDEN = ApiError(code=403, status="", message="Forbidden", reason="forbidden")
BAD_REQUEST = ApiError(code=400, status="", message="Bad Request", reason="badRequest")
FULL_SYNC_REQUIRED = ApiError(
    code=410,
    status="",
    message="Sync token is no longer valid, a full sync is required.",
    reason="fullSyncRequired",
    domain="calendar",
    location=("parameter", "syncToken"),
)
RATE_LIMIT = ApiError(code=403, status="", message="Rate Limit Exceeded", reason="rateLimitExceeded", domain=USAGE)
USER_RATE_LIMIT = replace(RATE_LIMIT, message="User Rate Limit Exceeded", reason="userRateLimitExceeded")
TOO_MANY = replace(RATE_LIMIT, code=429)
NOT_A_USER = replace(FORBIDDEN, message="The user must be signed up for Google Calendar.", reason="notACalendarUser")
QUOTA = replace(RATE_LIMIT, message="Calendar usage limits exceeded.", reason="quotaExceeded")
DAILY_LIMIT = replace(RATE_LIMIT, message="Daily Limit Exceeded", reason="dailyLimitExceeded")

TOO_FAST = (USER_RATE_LIMIT, TOO_MANY, RATE_LIMIT)
"""Each of Calendar's ways to say so."""

_BY_REASON = google.named(
    RATE_LIMIT,
    USER_RATE_LIMIT,
    QUOTA,
    DAILY_LIMIT,
    FORBIDDEN,
    NOT_A_USER,
    FULL_SYNC_REQUIRED,
    google.domain_policy("Calendar"),
    google.not_configured("Google Calendar API"),
    google.INSUFFICIENT_SCOPES,
    google.FAILED_PRECONDITION,
) | {"RESOURCE_EXHAUSTED": google.exhausted("Queries", "Queries per minute per user")}
_BY_STATUS = {
    400: BAD_REQUEST,
    401: INVALID_TOKEN,
    403: RATE_LIMIT,
    404: NOT_FOUND,
    410: FULL_SYNC_REQUIRED,
    429: TOO_MANY,
}


def invalid(message: str, parameter: str, reason: str = "invalid") -> Refused:
    """A 400 for a parameter."""
    return Refused(replace(BAD_REQUEST, message=message, reason=reason, location=("parameter", parameter)))


def demanded(refuse: Refuse) -> ApiError:
    """The error that a fault asks for."""
    return google.demanded(refuse, _BY_REASON, _BY_STATUS)
