"""Refusals that only Gmail has, or words in a way of its own."""

from dataclasses import replace

from ..faults import Refuse
from ..google import errors as google
from ..google.errors import ApiError, Refused

METADATA_NO_QUERY = ApiError(
    code=403,
    status="PERMISSION_DENIED",
    message="Metadata scope does not support 'q' parameter",
    reason="forbidden",
)
EXHAUSTED = google.exhausted("Quota units", "Quota units per minute per user")
TOO_MANY_CONCURRENT = replace(google.TOO_MANY, message="Too many concurrent requests for user")

_BY_REASON = google.named(
    google.RATE_LIMIT,
    google.USER_RATE_LIMIT,
    google.DAILY_LIMIT,
    google.QUOTA,
    google.domain_policy("Gmail"),
    google.not_configured("Gmail API"),
    google.FAILED_PRECONDITION,
    google.INSUFFICIENT_SCOPES,
) | {"RESOURCE_EXHAUSTED": EXHAUSTED}


def metadata_format(wanted: str) -> Refused:
    """gmail.metadata never shows a body."""
    return Refused(replace(METADATA_NO_QUERY, message=f"Metadata scope doesn't allow format {wanted.upper()}"))


def delegation_denied(address: str) -> Refused:
    """The token belongs to somebody else than the mailbox."""
    return Refused(replace(METADATA_NO_QUERY, message=f"Delegation denied for {address}"))


def demanded(refuse: Refuse) -> ApiError:
    """The error that a fault asks for."""
    return google.demanded(refuse, _BY_REASON, google.BY_STATUS)
