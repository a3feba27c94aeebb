"""HubSpot's refusals as it words them: the body of each error, for the portal's own use and for faults on demand.

Shapes follow developers.hubspot.com/docs/api-reference/error-handling and bodies that its users have published.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
"""A JSON object as it stands on the wire."""

_AUTH_HELP = "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
_SCOPES_HELP = "https://developers.hubspot.com/scopes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that refuses the request: what a fault sends."""

    status: int
    body: Body
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """One property value that is not accepted, and why."""

    name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one input, or with the whole request."""

    category: str
    message: str
    status: int = 400
    """The status of an answer that this problem alone decides."""
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    details: tuple[Body, ...] = ()
    sub_category: str | None = None

    def entry(self, trace: str | None = None) -> Body:
        """One of the `errors` of an answer that also has results."""
        context = dict(self.context) | ({"objectWriteTraceId": [trace]} if trace is not None else {})
        return self._body(context)

    def refusal(self) -> Refusal:
        """The answer where this problem fails the whole request."""
        body = self._body(self.context) | {"correlationId": _correlation_id()}
        return Refusal(status=self.status, body=body | ({"errors": list(self.details)} if self.details else {}))

    def _body(self, context: Mapping[str, Sequence[str]]) -> Body:
        body: Body = {"status": "error", "category": self.category, "message": self.message}
        if self.sub_category:
            body["subCategory"] = self.sub_category
        return body | ({"context": dict(context)} if context else {})


class Refused(Exception):
    """The whole request is refused."""

    def __init__(self, why: Problem | Refusal) -> None:
        self.refusal = why.refusal() if isinstance(why, Problem) else why
        super().__init__(str(self.refusal.body.get("message")))


def _correlation_id() -> str:
    return str(uuid.uuid4())


def _plain(status: int, message: str, **more: object) -> Refusal:
    body = {"status": "error", "message": message, "correlationId": _correlation_id()} | more
    return Refusal(status=status, body=body)


# --- what is wrong with an input --------------------------------------------------------------------


def bad_request(message: str) -> Problem:
    """The request can't be read or asks for too much."""
    return Problem(category="VALIDATION_ERROR", message=message)


def invalid_values(invalid: Iterable[Invalid], portal_id: int) -> Problem:
    """Values that are not accepted, as a list inside the message."""
    found = list(invalid)
    listed = [
        {
            "isValid": False,
            "message": one.message,
            "error": one.code,
            "name": one.name,
            "localizedErrorMessage": one.message,
            "portalId": portal_id,
        }
        for one in found
    ]
    message = f"Property values were not valid: {json.dumps(listed, separators=(',', ':'))}"
    details = tuple(
        {"message": one.message, "code": one.code, "context": {"propertyName": [one.name]}} for one in found
    )
    return Problem(category="VALIDATION_ERROR", message=message, details=details)


def missing_values(singular: str, names: Sequence[str]) -> Problem:
    """A create without its required properties."""
    message = f"Error creating {singular.upper()}. Some required properties were not set."
    return Problem(category="VALIDATION_ERROR", message=message, context={"properties": names})


def duplicate_ids(ids: Sequence[str]) -> Problem:
    """One id twice in a batch fails the whole batch, whatever its trace ids."""
    message = f"Duplicate IDs found in batch input: [{', '.join(ids)}]. IDs must be unique"
    return Problem(category="VALIDATION_ERROR", message=message, context={"ids": ids})


def not_found(singular: str, ids: Sequence[str]) -> Problem:
    """Records that are not there, or no more."""
    message = (
        f"Could not get some {singular.upper()} objects, they may be deleted or not exist. Check that ids are valid."
    )
    return Problem(category="OBJECT_NOT_FOUND", message=message, status=404, context={"ids": ids})


def contact_exists(existing: str) -> Problem:
    """The address belongs to another contact already."""
    message = f"Contact already exists. Existing ID: {existing}"
    return Problem(category="CONFLICT", message=message, status=409, context={"existingId": [existing]})


def no_associations(source: str, target: str, id_: str) -> Problem:
    """A record without associations of that kind is an error among the results, not an empty result."""
    return Problem(
        category="OBJECT_NOT_FOUND",
        sub_category="crm.associations.NO_ASSOCIATIONS_FOUND",
        message=f"No {target} is associated with {source} {id_}.",
        status=404,
        context={"fromObjectId": [id_], "fromObjectType": [source], "toObjectType": [target]},
    )


def name_taken(what: str, name: str) -> Problem:
    """A property or group of that name exists, perhaps archived and perhaps of another type."""
    message = f"A {what} named '{name}' already exists."
    return Problem(category="OBJECT_ALREADY_EXISTS", message=message, status=409, context={"name": [name]})


def no_such(what: str, name: str) -> Problem:
    """A property, group, owner or path that does not exist."""
    return Problem(category="OBJECT_NOT_FOUND", message=f"{what} '{name}' does not exist.", status=404)


def out_of_order(status: int) -> Problem:
    """HubSpot could not do this one now: too many at once, or trouble of its own."""
    category = "RATE_LIMITS" if status == 429 else "INTERNAL_ERROR"
    return Problem(category=category, message="This could not be processed now.", status=status)


# --- refusals of the whole request, also for faults ---------------------------------------------------


def unauthorized() -> Refusal:
    """401: the key is wrong or missing."""
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
        f"details at {_AUTH_HELP}"
    )
    return _plain(401, message, category="INVALID_AUTHENTICATION")


def expired() -> Refusal:
    """401: the token was good once."""
    message = "The OAuth token used to make this call expired 1 hour(s) ago."
    return _plain(401, message, category="EXPIRED_AUTHENTICATION")


def missing_scopes(scopes: Sequence[str]) -> Refusal:
    """403: any one of `scopes` would do, and the key has none."""
    message = "This app hasn't been granted all required scopes to make this call."
    detail = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": list(scopes)},
    }
    links = {"scopes": _SCOPES_HELP}
    return _plain(403, f"{message} See {_SCOPES_HELP}.", errors=[detail], links=links, category="MISSING_SCOPES")


def rate_limited(policy: str) -> Refusal:
    """429 for the policy SECONDLY (search), TEN_SECONDLY_ROLLING or DAILY."""
    message = f"You have reached your {policy.lower()} limit."
    return _plain(429, message, errorType="RATE_LIMIT", policyName=policy, requestId=_correlation_id())


def locked() -> Refusal:
    """423: too much at once on the same records; worth another try after two seconds."""
    message = "The requested resource is locked by another operation. Wait at least 2 seconds and try again."
    return _plain(423, message, category="LOCKED")


def migrating(after: int = 3600) -> Refusal:
    """477: the account is being moved; `after` is in seconds."""
    message = "The account is being migrated between data hosting locations."
    refusal = _plain(477, message, category="MIGRATION_IN_PROGRESS")
    return Refusal(status=477, body=refusal.body, headers={"Retry-After": str(after)})


def broken(status: int = 500) -> Refusal:
    """500 to 504 and 521 to 524: HubSpot or its network is in trouble."""
    return _plain(status, "internal error", category="INTERNAL_ERROR")
