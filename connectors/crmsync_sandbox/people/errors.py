"""The People API's refusals, in Google's newer form: the reason stands among details, there is no list of errors.

The words are those of answers that its users quote. Of an expired sync token both FAILED_PRECONDITION and
INVALID_ARGUMENT are quoted as the status; the reason is always the same.
"""

from dataclasses import dataclass, replace
from typing import Any

from ..faults import Refuse
from ..google import errors as google
from ..google.errors import ApiError, Refused

GOOGLE = "googleapis.com"
_READS = "Critical read requests (Contact and Profile Reads)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleError(ApiError):
    """An error answer. `reason` None: without details."""

    reason: str | None = None
    domain: str = "people.googleapis.com"

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.reason is not None:
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            error["details"] = [{"@type": kind, "reason": self.reason, "domain": self.domain}]
        return {"error": error}


INVALID_TOKEN = PeopleError(
    code=401,
    status="UNAUTHENTICATED",
    message="Request had invalid authentication credentials. Expected OAuth 2 access token.",
)
NOT_FOUND = PeopleError(code=404, status="NOT_FOUND", message="Requested entity was not found.")
INSUFFICIENT_SCOPES = PeopleError(
    code=403,
    status="PERMISSION_DENIED",
    message="Request had insufficient authentication scopes.",
    reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    domain=GOOGLE,
)
NOT_CONFIGURED = replace(
    INSUFFICIENT_SCOPES,
    message="People API has not been used in project 1 before or it is disabled.",
    reason="SERVICE_DISABLED",
)
TOO_MANY = PeopleError(
    code=429,
    status="RESOURCE_EXHAUSTED",
    message=f"Quota exceeded for quota metric '{_READS}' and limit '{_READS} per minute per user' "
    "of service 'people.googleapis.com' for consumer 'project_number:1'.",
    reason="RATE_LIMIT_EXCEEDED",
    domain=GOOGLE,
)
EXPIRED = PeopleError(
    code=400,
    status="FAILED_PRECONDITION",
    message="Sync token is expired. Clear local cache and retry call without the sync token.",
    reason="EXPIRED_SYNC_TOKEN",
)
FAILED_PRECONDITION = PeopleError(code=400, status="FAILED_PRECONDITION", message="Precondition check failed.")
BROKEN = PeopleError(code=500, status="INTERNAL", message="Internal error encountered.")
INVALID = PeopleError(code=400, status="INVALID_ARGUMENT", message="Request contains an invalid argument.")

_BY_REASON = google.named(INSUFFICIENT_SCOPES, NOT_CONFIGURED, TOO_MANY, EXPIRED)
_BY_STATUS = {400: FAILED_PRECONDITION, 401: INVALID_TOKEN, 403: INSUFFICIENT_SCOPES, 404: NOT_FOUND, 429: TOO_MANY}


def invalid(message: str = INVALID.message) -> Refused:
    """A 400 for an argument that can't be understood."""
    return Refused(replace(INVALID, message=message))


def worded(error: ApiError) -> ApiError:
    """A refusal of what all of Google's services have in common, in the form of this one."""
    if isinstance(error, PeopleError):
        return error
    return PeopleError(code=error.code, status=error.status, message=error.message)


def demanded(refuse: Refuse) -> ApiError:
    """The error that a fault asks for."""
    usual = _BY_STATUS.get(refuse.status, BROKEN)
    return google.demanded(refuse, _BY_REASON, {refuse.status: usual})
