"""Faults that refuse, in each service's own words."""

from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from .calendar import errors as calendar
from .faults import Refuse
from .gmail import errors as gmail
from .google.errors import ApiError
from .hubspot import errors as hubspot
from .people import errors as people


def refusal(service: str, refuse: Refuse) -> Response:
    """The answer that a fault asks for, as this service would give it."""
    match service:
        case "gmail":
            return _google(gmail.demanded(refuse))
        case "google-calendar":
            return _google(calendar.demanded(refuse))
        case "google-contacts":
            return _google(people.demanded(refuse))
        case "token" | "consent":
            reason = "invalid_grant" if refuse.status == 400 else "internal_failure"
            return JSONResponse({"error": refuse.reason or reason}, refuse.status, _retry_after(refuse))
        case _:
            worded = _hubspot(refuse)
            return JSONResponse(worded.body, refuse.status, {**worded.headers, **_retry_after(refuse)})


def _google(error: ApiError) -> Response:
    return Response(error.text(), error.code, error.headers(), error.media_type)


def _hubspot(refuse: Refuse) -> hubspot.Refusal:
    worded: dict[int, Callable[[], hubspot.Refusal]] = {
        400: lambda: hubspot.bad_request("Refused on demand.").refusal(),
        401: hubspot.expired,
        403: lambda: hubspot.missing_scopes([refuse.reason or "crm.objects.contacts.write"]),
        423: hubspot.locked,
        429: lambda: hubspot.rate_limited(refuse.reason or "TEN_SECONDLY_ROLLING"),
        477: hubspot.migrating,
    }
    return worded.get(refuse.status, lambda: hubspot.broken(refuse.status))()


def _retry_after(refuse: Refuse) -> dict[str, str]:
    return {} if refuse.retry_after is None else {"Retry-After": f"{refuse.retry_after:g}"}
